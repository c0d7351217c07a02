import type { Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { take } from '../v2/listing.ts'
import { originOf, selfLinks } from './links.ts'
import { offsetOf } from './offsets.ts'
import { findableUsers, renderUser } from './users.ts'

const groups = [
  { id: '0c1d7ad0-0000-4000-8000-000000000001', name: 'confluence-users', share: 1 },
  { id: '0c1d7ad0-0000-4000-8000-000000000002', name: 'site-admins', share: 50 },
  { id: '0c1d7ad0-0000-4000-8000-000000000003', name: 'équipe / team', share: 7 },
] as const

/** The v1 routes about groups: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/ */
export function addGroupRoutes(app: Hono, site: SiteView): void {
  app.get('/group', (context) => {
    const { start, limit } = offsetOf(context, 200, 1000)
    const given = groups
      .slice(start, start + limit)
      .map(({ id, name }) => ({ type: 'group', id, name, _links: {} }))
    return context.json({ results: given, start, limit, size: given.length, _links: selfLinks(context) })
  })
  app.get('/group/:id/membersByGroupId', (context) => {
    const { start, limit } = offsetOf(context, 200)
    if (limit > 200) throw refuseV1(400, 'Limit must not be greater than 200')
    const share = groups.find(({ id }) => id === context.req.param('id'))?.share
    let place = 0
    // A group that does not exist has no members; that is no error.
    const members = take(
      findableUsers(site),
      start + limit,
      () => share !== undefined && place++ % share === 0,
    )
    const results = members.slice(start).map((user) => renderUser(site, user.id, originOf(context)))
    return context.json({ results, start, limit, size: results.length, _links: selfLinks(context) })
  })
}
