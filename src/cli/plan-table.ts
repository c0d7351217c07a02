import type { StreamPlan } from '../app.ts'
import { counted, spanOf, strategies } from '../words.ts'
import { openTable } from './tables.ts'

const head = ['stream', 'strategy', 'rows', 'requests', 'time', 'sweep']

/** One line a stream, numbers to the right; what cannot be told is a question mark. */
export function planTable(plans: readonly StreamPlan[]): string {
  const table = openTable(head, ['rows', 'requests', 'time'])
  for (const { stream, strategy, rows, requests, durationMs, deletions } of plans)
    table.push([
      stream,
      strategies[strategy],
      rows === undefined ? '?' : counted(rows),
      requests === undefined ? '?' : counted(requests),
      durationMs === undefined ? '?' : spanOf(durationMs),
      deletions.sweep ? 'yes' : 'no',
    ])
  return table.toString()
}
