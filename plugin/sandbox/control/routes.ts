import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { FaultBoard } from '../http/faults/board.ts'
import { faultList } from '../http/faults/kinds.ts'
import type { TrafficCount } from '../http/traffic.ts'
import type { Site } from '../site.ts'
import { mutate } from './mutate.ts'
import { operationList } from './operations.ts'
import { type Picker, refuseOperation } from './picking.ts'
import { readBody } from './reading.ts'
import { addSettings } from './settings.ts'
import { type TrueRow, truths } from './truth.ts'

/** What the control API works on. */
export interface Controls {
  readonly site: Site
  readonly traffic: TrafficCount
  readonly pick: Picker
  readonly faults: FaultBoard
}

/** What tests and the curious may ask and change; no part of a real site. */
export function controlRoutes({ site, traffic, pick, faults }: Controls): Hono {
  const app = new Hono()
  addTruth(app, site)
  addSettings(app, site)
  addFaults(app, faults)
  app.post('/mutate', async (context) => {
    const operations = await readBody(context.req.raw, operationList)
    return context.json(mutate(site, pick, operations))
  })
  app.get('/requests', (context) => context.json(traffic.report()))
  app.delete('/requests', (context) => {
    traffic.reset()
    return context.json({})
  })
  return app
}

function addFaults(app: Hono, faults: FaultBoard): void {
  app.get('/faults', (context) => context.json({ faults: faults.report() }))
  app.post('/faults', async (context) => {
    faults.replace(await readBody(context.req.raw, faultList))
    return context.json({ faults: faults.report() })
  })
  app.delete('/faults', (context) => {
    faults.replace([])
    return context.json({ faults: [] })
  })
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
