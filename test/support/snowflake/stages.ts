import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SqlFailure } from './sql-engine.ts'

/** Stages as folders. A location is `@"DB"."SCHEMA"."STAGE"/path/`. */
export interface Stages {
  create(name: string): void
  /** Throws SqlFailure 002003 for a stage that was not created. */
  folder(location: string): string
  list(location: string): Promise<readonly StagedEntry[]>
  remove(location: string): Promise<void>
  make(location: string): Promise<string>
}

export interface StagedEntry {
  /** As LIST names it: the stage in lower case, then the path. */
  readonly name: string
  readonly size: number
  readonly changed: Date
}

const pattern = /^@?("[^"]+"\."[^"]+"\."[^"]+")(\/.*)?$/

export function openStages(root: string): Stages {
  const created = new Set<string>()
  const parts = (location: string) => {
    const [, name = '', path = '/'] = pattern.exec(location) ?? []
    if (!created.has(name))
      throw new SqlFailure('002003', '02000', `Stage '${name}' does not exist or not authorized.`)
    return { name, path }
  }
  const folder = (location: string) => {
    const { name, path } = parts(location)
    return join(root, name.replaceAll('"', ''), path, '/')
  }
  return {
    create: (name) => void created.add(name),
    folder,
    async make(location) {
      const path = folder(location)
      await mkdir(path, { recursive: true })
      return path
    },
    async remove(location) {
      await rm(folder(location), { recursive: true, force: true })
    },
    async list(location) {
      const { name } = parts(location)
      const stage = name.split('.').at(-1)!.replaceAll('"', '').toLowerCase()
      const base = folder(`${name}/`)
      const within = folder(location)
      const found = await readdir(within, { recursive: true, withFileTypes: true }).catch(() => [])
      const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      return Promise.all(
        files.sort().map(async (file) => {
          const { size, mtime } = await stat(file)
          return { name: `${stage}/${file.slice(base.length)}`, size, changed: mtime }
        }),
      )
    },
  }
}
