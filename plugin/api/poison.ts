import { SyncError } from '../../src/contract/errors.ts'
import type { IsolatedRecord } from '../../src/contract/stream.ts'

const codes: ReadonlySet<string> = new Set([
  'server_error',
  'server_timeout',
  'timed_out',
  'connection_lost',
  'broken_answer',
  'not_json',
  'answer_too_large',
  'answer_too_deep',
])

/**
 * A failure, all attempts spent, that one record may have caused for a whole answer: asking for less at a time
 * may get the others through.
 */
export function isPoison(error: unknown): error is SyncError {
  return error instanceof SyncError && codes.has(error.code)
}

/** What a record that breaks every answer leaves behind; `what` is that record, in words, for who reads of it. */
export function isolatedBy(failure: SyncError, what: string, id?: string): IsolatedRecord {
  const { status } = failure.request
  const how = status === undefined || status < 400 ? failure.code.replaceAll('_', ' ') : `status ${status}`
  const message = `the site fails whenever it is asked for ${what} (${how})`
  return { ...failure.request, ...(id === undefined ? {} : { id }), code: failure.code, message }
}

/** Tells records that break the site from a site that is out of order. */
export interface Health {
  /** Something was answered. */
  works(): void
  /** Throws the failure when it is not about one record: the site answers nothing, or fails at one after another. */
  isolate(failure: SyncError): Promise<void>
}

const mostInARow = 25

/** `probe` asks the site the cheapest of all questions. */
export function openHealth(probe: () => Promise<unknown>): Health {
  let inARow = 0
  return {
    works() {
      inARow = 0
    },
    async isolate(failure) {
      inARow += 1
      if (inARow > mostInARow) throw failure
      await probe().catch(() => {
        throw failure
      })
    },
  }
}
