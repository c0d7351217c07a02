/** What a client with one connection asks for, page after page, in the largest pages the API allows. */
export interface Listing {
  readonly path: string
  /** Listings below each record, by its id. */
  childrenOf?(id: string): readonly string[]
  /** Where the next page is, in listings by offset; undefined: there is none. */
  next?(path: string, results: number): string | undefined
}

const v2 = '/wiki/api/v2'
const pages = { path: `${v2}/pages?status=current,archived&body-format=storage&limit=250&sort=id` }
const usersAtOnce = 200

/** By stream: the fewest requests that give the data. */
export const listings = {
  spaces: [{ path: `${v2}/spaces?limit=250` }],
  pages: [pages],
  pages_content: [pages],
  blog_posts: [{ path: `${v2}/blogposts?status=current&body-format=storage&limit=250&sort=id` }],
  attachments: [{ path: `${v2}/attachments?status=current,archived&limit=250` }],
  comments: ['footer', 'inline'].map((kind) => ({
    path: `${v2}/${kind}-comments?body-format=storage&limit=250`,
  })),
  labels: [
    {
      path: `${v2}/labels?limit=250`,
      childrenOf: (id: string) =>
        ['pages', 'blogposts', 'attachments'].map((kind) => `${v2}/labels/${id}/${kind}?limit=250`),
    },
  ],
  users: [
    {
      path: `/wiki/rest/api/search/user?cql=type%3Duser&sitePermissionTypeFilter=all&limit=${usersAtOnce}&start=0`,
      next: nextByOffset,
    },
  ],
} as const satisfies Readonly<Record<string, readonly Listing[]>>

export type StreamName = keyof typeof listings

function nextByOffset(path: string, results: number): string | undefined {
  if (results < usersAtOnce) return undefined
  return path.replace(/start=(\d+)$/, (_, start) => `start=${Number(start) + results}`)
}
