import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openLock } from './lock.ts'
import type { SqlEngine } from './sql-engine.ts'
import { openSqlSession } from './sql-session.ts'
import { openStages } from './stages.ts'

export interface EngineSettings {
  /** The databases that an administrator has made, and their schemas. */
  readonly databases?: Readonly<Record<string, readonly string[]>>
}

/** Stands in for Snowflake's SQL: knows the statements of this product, and nothing else. */
export async function openSqlEngine(settings: EngineSettings = {}): Promise<SqlEngine> {
  const { databases = { CONFLUENCE: ['RAW', 'RAW_STG'] } } = settings
  const folder = await mkdtemp(join(tmpdir(), 'snowflake-'))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    temp_directory: join(folder, 'spill'),
  })
  const admin = await instance.connect()
  for (const [database, schemas] of Object.entries(databases)) {
    await admin.run(`ATTACH ':memory:' AS "${database}"`)
    for (const schema of schemas) await admin.run(`CREATE SCHEMA "${database}"."${schema}"`)
  }
  await admin.run("SET GLOBAL TimeZone = 'UTC'")
  await admin.run(`SET GLOBAL allowed_directories = ['${folder}/']`)
  await admin.run('SET GLOBAL enable_external_access = false')
  const stages = openStages(folder)
  const lock = openLock()
  const unknown: string[] = []
  return {
    unknown,
    open: async () => openSqlSession(await instance.connect(), { stages, lock, unknown }),
    stageFolder: (location) => stages.make(location),
    async [Symbol.asyncDispose]() {
      admin.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
