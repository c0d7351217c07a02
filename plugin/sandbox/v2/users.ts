import type { Hono } from 'hono'
import { z } from 'zod'
import { refuseParameter } from '../http/errors.ts'
import type { SiteView } from '../site.ts'
import { answerPage } from './listing.ts'
import { renderUser } from './render.ts'

const request = z.object({ accountIds: z.array(z.string()).min(1).max(250) })

/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-user/#api-users-bulk-post */
export function addUserRoutes(app: Hono, site: SiteView): void {
  app.post('/users-bulk', async (context) => {
    const body = request.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success)
      throw refuseParameter("Provided value for 'accountIds' must have between 1 and 250 elements.")
    // Unknown ids are left out, without a word.
    const known = [...new Set(body.data.accountIds)].map((id) => site.shelves.user.get(id))
    return answerPage(context, known.filter((user) => user !== undefined).map(renderUser), undefined)
  })
}
