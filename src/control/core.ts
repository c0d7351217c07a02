import { SyncError } from '../contract/errors.ts'
import type { Surroundings } from '../contract/plugin.ts'
import type { App } from '../engine.ts'
import type { Books } from '../store/books.ts'
import type { Vault } from '../store/vault.ts'
import type { Wakes } from './wakes.ts'

/** What every operation works with. */
export interface Core {
  readonly app: App
  readonly books: Books
  readonly vault: Vault
  readonly surroundings: Surroundings
  /** Where relative paths of warehouses start. */
  readonly folder: string
  /** Whether a sync may name files outside of it. */
  readonly anyPath: boolean
  readonly wakes: Wakes
}

export function notFound(what: string, id: string): SyncError {
  const message = `There is no ${what} with the id "${id.slice(0, 64)}"; it may have been removed.`
  return new SyncError('not_found', message, { code: `${what}_not_found` })
}

export const wrong = (message: string, code: string, field?: string) =>
  new SyncError('config', message, { code, field })
