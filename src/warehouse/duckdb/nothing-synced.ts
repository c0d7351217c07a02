import { SyncError } from '../../contract/errors.ts'

/** There is no warehouse yet, and this is not the moment to make one. */
export function nothingSynced(path: string): SyncError {
  return new SyncError('config', `Nothing was synced to ${path} yet: run a sync first.`, {
    code: 'nothing_synced',
  })
}
