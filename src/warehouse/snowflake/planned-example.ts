import type { StreamReport } from '../../contract/report.ts'

/** What stands for the facts of a run where a statement is only shown. */
export const at = new Date('2026-01-01T00:00:00.000Z')
export const runId = 'example-run'
export const record = { id: 'example', code: 'example', message: 'example' }

export const exampleReport: StreamReport = {
  runId,
  sync: 'example',
  stream: 'example',
  strategy: 'full_refresh',
  behaviour: 'merge',
  verdict: 'succeeded',
  reason: null,
  code: null,
  kind: null,
  listed: 0,
  landed: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  deduplicated: 0,
  deleted: 0,
  isolated: 0,
  skipped: 0,
  requests: 0,
  retries: 0,
  throttledMs: 0,
  bytes: 0,
  startedAt: at,
  finishedAt: at,
}
