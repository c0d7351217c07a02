/** Where the listings are that these tests meddle with. */
export const listings = {
  pages: '/wiki/api/v2/pages',
  spaces: '/wiki/api/v2/spaces',
  attachments: '/wiki/api/v2/attachments',
  labels: '/wiki/api/v2/labels',
  footerComments: '/wiki/api/v2/footer-comments',
  search: '/wiki/rest/api/content/search',
  users: '/wiki/rest/api/search/user',
} as const

export const pagesOnly = { streams: { pages: {} } } as const
