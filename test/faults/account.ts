import type { Answer, TrialSite } from './site.ts'

/** The accounts that the site's user search finds. */
export async function searchableUsers(site: TrialSite): Promise<ReadonlySet<string>> {
  const path = '/wiki/rest/api/search/user?cql=type%3Duser&sitePermissionTypeFilter=all&limit=200'
  const found = new Set<string>()
  for (let start = 0; ; ) {
    const { results } = await site.ask(`${path}&start=${start}`)
    if (results.length === 0) return found
    for (const { user } of results) found.add(user.accountId)
    start += results.length
  }
}

/** Whether the site still knows the account by its id. */
export const isKnownUser = (site: TrialSite, id: string): Promise<boolean> =>
  site.ask(`/wiki/rest/api/user?accountId=${encodeURIComponent(id)}`).then(
    () => true,
    () => false,
  )

/** The ids of all that an account cannot see to which this space is hidden: the space and everything in it. */
export async function contentsOf(site: TrialSite, spaceId: string): Promise<ReadonlySet<string>> {
  const inside = new Set([spaceId])
  for (const path of ['/wiki/api/v2/pages?status=current,archived', '/wiki/api/v2/blogposts?status=current'])
    for (const record of await listingOf(site, path)) if (record.spaceId === spaceId) inside.add(record.id)
  // Attachments first: comments stand on them too, and replies come after what they answer.
  for (const path of ['attachments', 'footer-comments', 'inline-comments'])
    for (const record of await listingOf(site, `/wiki/api/v2/${path}?sort=created-date`))
      if (placesOf(record).some((id) => inside.has(id))) inside.add(record.id)
  return inside
}

const placesOf = ({ pageId, blogPostId, attachmentId, parentCommentId }: Answer): readonly string[] =>
  [pageId, blogPostId, attachmentId, parentCommentId].filter((id) => typeof id === 'string')

async function listingOf(site: TrialSite, path: string): Promise<readonly Answer[]> {
  const records: Answer[] = []
  let next: string | undefined = `${path}${path.includes('?') ? '&' : '?'}limit=250`
  while (next !== undefined) {
    const { results, _links }: Answer = await site.ask(next)
    records.push(...results)
    next = _links.next
  }
  return records
}
