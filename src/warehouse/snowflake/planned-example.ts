import { noCounts, type StreamReport } from '../../contract/report.ts'

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
  ...noCounts,
  startedAt: at,
  finishedAt: at,
}
