import { access } from 'node:fs/promises'
import { type Site, siteOf } from './connections.ts'
import { type Database, type DatabaseSettings, inMemory, openDatabase } from './database.ts'
import { nothingSynced } from './nothing-synced.ts'

/** A database that is opened when it is first needed, and made when it is first written to. */
export interface LazySite {
  /** Undefined while there is no file. */
  present(): Promise<Site | undefined>
  /** Throws SyncError `config` code `nothing_synced` when there is no file and none may be made. */
  writable(): Promise<Site>
  close(): Promise<void>
}

export function lazySite(settings: DatabaseSettings, schema: string, create: boolean): LazySite {
  let opening: Promise<Database> | undefined
  const open = async (): Promise<Site> => {
    opening ??= openDatabase(settings)
    const database = await opening.catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return siteOf(database, settings.path, schema)
  }
  const present = async () =>
    opening !== undefined || (await exists(settings.path)) ? await open() : undefined
  return {
    present,
    async writable() {
      const site = create ? await open() : await present()
      if (site === undefined) throw nothingSynced(settings.path)
      return site
    },
    async close() {
      const database = await opening
      opening = undefined
      await database?.[Symbol.asyncDispose]()
    },
  }
}

async function exists(path: string): Promise<boolean> {
  if (path === inMemory) return true
  return access(path).then(
    () => true,
    () => false,
  )
}
