import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SqlFailure } from './sql-engine.ts'

/** Stages as folders. A location is `@"DB"."SCHEMA"."STAGE"/path/`. */
export interface Stages {
  create(name: string): void
  /** Throws SqlFailure 002003 for a stage that was not created. */
  folder(location: string): string
  /** Those whose name fits, or all; answers the names. */
  remove(location: string, pattern?: RegExp): Promise<readonly string[]>
  make(location: string): Promise<string>
}

interface StagedEntry {
  /** As Snowflake names it: the stage in lower case, then the path. */
  readonly name: string
  readonly path: string
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
  const list = async (location: string): Promise<readonly StagedEntry[]> => {
    const { name } = parts(location)
    const stage = name.split('.').at(-1)!.replaceAll('"', '').toLowerCase()
    const base = folder(`${name}/`)
    const found = await readdir(folder(location), { recursive: true, withFileTypes: true }).catch(() => [])
    const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return files.sort().map((path) => ({ name: `${stage}/${path.slice(base.length)}`, path }))
  }
  return {
    create: (name) => void created.add(name),
    folder,
    async make(location) {
      const path = folder(location)
      await mkdir(path, { recursive: true })
      return path
    },
    async remove(location, pattern = /^/) {
      const removed = (await list(location)).filter(({ name }) => pattern.test(name))
      for (const { path } of removed) await rm(path)
      return removed.map(({ name }) => name)
    },
  }
}
