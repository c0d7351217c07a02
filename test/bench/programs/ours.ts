import { openApp } from '../../../src/app.ts'
import { keepHeapSmall } from '../../../src/cli/heap.ts'
import type { StreamReport } from '../../../src/contract/report.ts'
import { report, requestOf, secondsSince } from './request.ts'

interface SyncRequest {
  readonly folder: string
  readonly config: object
  readonly fullRefresh?: boolean
}

keepHeapSmall()
const { folder, config, fullRefresh = false } = requestOf<SyncRequest>()
const app = await openApp()
const configured = app.configure(config)
const { signal } = new AbortController()
const reports: StreamReport[] = []

const start = performance.now()
for await (const event of app.sync(configured, { folder, signal, fullRefresh }))
  if (event.type === 'stream_finished') reports.push(event.report)
const seconds = secondsSince(start)

const failed = reports.find(({ verdict }) => verdict !== 'succeeded')
if (failed !== undefined) throw new Error(`${failed.stream} ${failed.verdict}: ${failed.reason}`)
const sum = (count: (report: StreamReport) => number) => reports.reduce((total, one) => total + count(one), 0)
report({
  seconds,
  records: sum(({ landed }) => landed),
  requests: sum(({ requests }) => requests),
  ...Object.fromEntries(reports.map(({ stream, requests }) => [`requests of ${stream}`, requests])),
})
