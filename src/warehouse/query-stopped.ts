import { SyncError } from '../contract/errors.ts'

/** What a query throws that its bounds have ended. */
export function queryStopped(): SyncError {
  const message = 'The query was stopped before it had its answer: ask for less, or narrow it down.'
  return new SyncError('config', message, { code: 'query_stopped' })
}
