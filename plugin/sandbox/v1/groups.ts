import type { Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { SiteView } from '../site.ts'
import { originOf, selfLinks } from './links.ts'
import { offsetOf } from './offsets.ts'
import { type Directory, renderUser } from './users.ts'

// Everybody whom the user search can find is in the first one, however few of them that search gives.
const groups = [
  { id: '0c1d7ad0-0000-4000-8000-000000000001', name: 'confluence-users', share: 1 },
  { id: '0c1d7ad0-0000-4000-8000-000000000002', name: 'site-admins', share: 50 },
  { id: '0c1d7ad0-0000-4000-8000-000000000003', name: 'équipe / team', share: 7 },
] as const

/** The v1 routes about groups: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-group/ */
export function addGroupRoutes(app: Hono, site: SiteView, people: Directory): void {
  app.get('/group', (context) => {
    const { start, limit } = offsetOf(context, 200, 1000)
    const given = groups
      .slice(start, start + pageSize(context, limit))
      .map(({ id, name }) => ({ type: 'group', id, name, _links: {} }))
    return context.json({ results: given, start, limit, size: given.length, _links: selfLinks(context) })
  })
  app.get('/group/:id/membersByGroupId', (context) => {
    const { start, limit } = offsetOf(context, 200)
    if (limit > 200) throw refuseV1(400, 'Limit must not be greater than 200')
    // A group that does not exist has no members; that is no error.
    const share = groups.find(({ id }) => id === context.req.param('id'))?.share
    const members = share === undefined ? [] : people('all').filter((_, place) => place % share === 0)
    const given = members.slice(start, start + pageSize(context, limit))
    const results = given.map((id) => renderUser(site, id, originOf(context)))
    return context.json({ results, start, limit, size: results.length, _links: selfLinks(context) })
  })
}
