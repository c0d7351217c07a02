import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { TrafficCount } from '../http/traffic.ts'
import type { Site } from '../site.ts'
import { truePages } from './truth.ts'

/** What tests and the curious may ask and change; no part of a real site. */
export function controlRoutes(site: Site, traffic: TrafficCount): Hono {
  const app = new Hono()
  app.get('/truth/:stream', (context) =>
    stream(context, async (out) => {
      for (const row of truePages(site)) await out.write(`${JSON.stringify(row)}\n`)
    }),
  )
  app.get('/requests', (context) => context.json(traffic.report()))
  return app
}
