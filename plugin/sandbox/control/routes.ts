import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { z } from 'zod'
import type { TrafficCount } from '../http/traffic.ts'
import type { Site } from '../site.ts'
import { mutate } from './mutate.ts'
import { operationList } from './operations.ts'
import { openPicker, refuseOperation } from './picking.ts'
import { type TrueRow, truths } from './truth.ts'

/** What tests and the curious may ask and change; no part of a real site. */
export function controlRoutes(site: Site, traffic: TrafficCount): Hono {
  const app = new Hono()
  const pick = openPicker()
  addTruth(app, site)
  app.post('/mutate', async (context) => {
    const operations = await read(context.req.raw, operationList)
    return context.json(mutate(site, pick, operations))
  })
  app.post('/latency', async (context) => {
    site.settings.latencyMs = (await read(context.req.raw, latency)).ms
    return context.json(site.settings)
  })
  app.post('/clock', async (context) => {
    site.settings.aheadMs = (await read(context.req.raw, clock)).aheadMs
    return context.json(site.settings)
  })
  app.get('/settings', (context) => context.json(site.settings))
  app.post('/settings', async (context) => {
    Object.assign(site.settings, await read(context.req.raw, settings))
    return context.json(site.settings)
  })
  app.get('/requests', (context) => context.json(traffic.report()))
  app.delete('/requests', (context) => {
    traffic.reset()
    return context.json({})
  })
  return app
}

const latency = z.strictObject({ ms: z.number().min(0).max(60_000) })
const clock = z.strictObject({ aheadMs: z.number() })
const settings = z.strictObject({
  timeZone: z.string().refine(isZone, 'must be the name of a time zone, such as Europe/Berlin').optional(),
  hidesTimeZone: z.boolean().optional(),
  replies: z.enum(['in', 'out']).optional(),
})

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

async function read<Shape extends z.ZodType>(request: Request, shape: Shape): Promise<z.infer<Shape>> {
  const parsed = shape.safeParse(await request.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuseOperation(
    `Cannot read ${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'not valid'}.`,
  )
}

const linesAtOnce = 500

function addTruth(app: Hono, site: Site): void {
  app.get('/truth', (context) => {
    const counts = Object.entries(truths).map(([name, rows]) => [name, countOf(rows(site, {}))])
    return context.json(Object.fromEntries(counts))
  })
  app.get('/truth/:stream', (context) => {
    const name = context.req.param('stream')
    const truth = Object.hasOwn(truths, name) ? truths[name] : undefined
    if (truth === undefined)
      throw refuseOperation(`There is no stream '${name}': ${Object.keys(truths).join(', ')}.`)
    const rows = truth(site, { cql: context.req.query('cql') })
    // The first batch is made before the answer begins, so that a bad clause can still be refused.
    const first = batchOf(rows)
    context.header('Content-Type', 'application/x-ndjson; charset=utf-8')
    return stream(context, async (out) => {
      for (let batch = first; batch !== ''; batch = batchOf(rows)) await out.write(batch)
    })
  })
}

function batchOf(rows: Generator<TrueRow>): string {
  let lines = ''
  for (let count = 0; count < linesAtOnce; count++) {
    const row = rows.next()
    if (row.done) break
    lines += `${JSON.stringify(row.value)}\n`
  }
  return lines
}

function countOf(rows: Iterable<unknown>): number {
  let count = 0
  for (const _ of rows) count++
  return count
}
