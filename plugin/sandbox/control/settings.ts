import type { Hono } from 'hono'
import { z } from 'zod'
import type { Site } from '../site.ts'
import { readBody } from './reading.ts'

const latency = z.strictObject({ ms: z.number().min(0).max(60_000) })
const clock = z.strictObject({ aheadMs: z.number() })
const settings = z.strictObject({
  timeZone: z.string().refine(isZone, 'must be the name of a time zone, such as Europe/Berlin').optional(),
  hidesTimeZone: z.boolean().optional(),
  replies: z.enum(['in', 'out']).optional(),
  // What was there before is known for a day.
  indexLagMs: z.number().min(0).max(86_400_000).optional(),
  userSearchCap: z.number().int().min(0).optional(),
  userSearchTellsTotal: z.boolean().optional(),
})

/** What can be set while the site runs. */
export function addSettings(app: Hono, site: Site): void {
  app.post('/latency', async (context) => {
    site.settings.latencyMs = (await readBody(context.req.raw, latency)).ms
    return context.json(site.settings)
  })
  app.post('/clock', async (context) => {
    site.settings.aheadMs = (await readBody(context.req.raw, clock)).aheadMs
    return context.json(site.settings)
  })
  app.get('/settings', (context) => context.json(site.settings))
  app.post('/settings', async (context) => {
    Object.assign(site.settings, await readBody(context.req.raw, settings))
    return context.json(site.settings)
  })
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
