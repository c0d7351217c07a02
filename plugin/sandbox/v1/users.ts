import type { Hono } from 'hono'
import { refuseV1 } from '../http/errors.ts'
import type { User } from '../items.ts'
import type { Site } from '../site.ts'

/** The v1 routes about people: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ */
export function addUserRoutes(app: Hono, site: Site): void {
  app.get('/user/current', (context) => {
    const caller = site.shelves.user.get(site.content.callerId)
    if (caller === undefined) throw refuseV1(404, 'No user found')
    const origin = new URL(context.req.url).origin
    return context.json({ ...renderKnownUser(caller, origin), timeZone: site.settings.timeZone })
  })
}

/** A user as the v1 API gives it. */
export function renderKnownUser(user: User, origin: string) {
  const { id, accountType, email, publicName, title, timeZone, isExternalCollaborator } = user
  return {
    type: 'known',
    username: null,
    userKey: null,
    accountId: id,
    ...{ accountType, email, publicName },
    profilePicture: { path: `/wiki/aa-avatar/${id}`, width: 48, height: 48, isDefault: false },
    displayName: title,
    timeZone,
    isExternalCollaborator,
    isGuest: false,
    accountStatus: user.status,
    _expandable: { operations: '', personalSpace: '' },
    _links: { self: `${origin}/wiki/rest/api/user?accountId=${id}` },
  }
}
