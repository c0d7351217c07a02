import type { FailureKind, SyncError } from '../contract/errors.ts'
import { failureKinds } from '../contract/errors.ts'
import { policies } from '../contract/policy.ts'
import type { StreamReport, Verdict } from '../contract/report.ts'

export const exitCodes = { succeeded: 0, incomplete: 6, cancelled: 130 } as const

/** In words, for `--help` and the README (a test compares them). */
export const exitCodeTable: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'succeeded: everything listed has landed and the listing was complete'],
  [2, 'the configuration or the command line is wrong; nothing was written'],
  [3, 'the site or the warehouse refused the credentials'],
  [4, 'a network, server or lock failure that trying again later may cure'],
  [5, 'the site answered something that its API does not promise'],
  [
    6,
    'incomplete: what could be read has landed, the reason says what is missing; status: a stream is older than --max-age',
  ],
  [70, 'a bug in confluence-sync'],
  [130, 'stopped by Ctrl-C or SIGTERM; the next run goes on from the last checkpoint'],
]

export const exitCodeOf = (error: SyncError): number => policies[error.kind].exitCode

/** A failed stream decides by its kind, also when others went well; then what is missing; then nothing. */
export function exitCodeOfRun(verdict: Verdict, reports: readonly StreamReport[]): number {
  if (verdict === 'cancelled') return exitCodes.cancelled
  const failed = reports.find((report) => report.verdict === 'failed')
  const kind = failureKinds.find((known): known is FailureKind => known === failed?.kind)
  if (kind !== undefined) return policies[kind].exitCode
  return verdict === 'succeeded' ? exitCodes.succeeded : exitCodes.incomplete
}
