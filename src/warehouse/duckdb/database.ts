import { realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { SyncError } from '../../contract/errors.ts'
import { openTurns, type Turns } from '../../contract/turns.ts'
import { makeStagingFolder } from '../staging-folder.ts'
import { duckdbDialect } from './dialect.ts'
import { translate } from './failures.ts'
import { type Gate, openGate } from './gate.ts'
import { type Memory, memorySetting, mostMemory, openMemory, rowGroupSize } from './memory.ts'

export interface DatabaseSettings {
  readonly path: string
  readonly temporaryDirectory?: string
  /** As DuckDB writes it. Where not said as much as the rows need, up to `512MB`. */
  readonly memoryLimit?: string
  /** Nothing of the file is changed, not even what a process that was killed left to be finished. */
  readonly readOnly?: boolean
}

/** An open database and its private folder for staging files; the last user to close it closes the file. */
export interface Database extends Started, AsyncDisposable {}

/** Its memory is given back where no other work is under way, and what may take the most goes through the gate. */
interface Started extends Memory {
  readonly instance: DuckDBInstance
  /** The database's name inside DuckDB. */
  readonly catalog: string
  readonly stagingFolder: string
  /** A name that no other opening of a database ever has. */
  readonly holder: string
  /** Commits wait for each other: together they would need the memory of all. */
  readonly commits: Turns
  /** What reads or writes goes through it. */
  readonly gate: Gate
}

/** A database in use, once per path: DuckDB's lock is per process and does not tell two instances of one file apart. */
interface Shared {
  readonly opening: Promise<Started>
  readonly readOnly: boolean
  users: number
}

export const inMemory = ':memory:'

/** Opens the database, or joins those that have it open in this process. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  if (settings.path === inMemory) {
    const started = await start(settings)
    return { ...started, [Symbol.asyncDispose]: () => stop(started) }
  }
  const key = await nameOf(settings.path)
  const { readOnly = false } = settings
  const shared = inUse.get(key) ?? { opening: start(settings), readOnly, users: 0 }
  if (shared.readOnly && !readOnly) throw beingRead(settings.path)
  inUse.set(key, shared)
  shared.users += 1
  const started = await shared.opening.catch((error: unknown) => {
    if (inUse.get(key) === shared) inUse.delete(key)
    throw error
  })
  return { ...started, [Symbol.asyncDispose]: () => leave(key, shared, started) }
}

const inUse = new Map<string, Shared>()

function beingRead(path: string): SyncError {
  const message = `${path} is being read in this process: wait until that is done, then run again.`
  return new SyncError('transient', message, { code: 'warehouse_locked' })
}

async function leave(key: string, shared: Shared, started: Started): Promise<void> {
  shared.users -= 1
  if (shared.users > 0) return
  inUse.delete(key)
  await stop(started)
}

async function stop({ instance, stagingFolder }: Started): Promise<void> {
  instance.closeSync()
  await rm(stagingFolder, { recursive: true, force: true })
}

/** What every database is opened with. */
export const databaseOptions = {
  // Nothing is ever fetched from DuckDB's extension server.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  memory_limit: mostMemory,
  // Commits and questions bring threads of their own. With another one a full read takes an eighth more processor time
  // and is slower: commits go on beside reading, which they wait for.
  threads: '1',
  // What is committed and not yet in the file is held in memory.
  checkpoint_threshold: '32MB',
} as const

async function start(settings: DatabaseSettings): Promise<Started> {
  const stagingFolder = await makeStagingFolder(settings.temporaryDirectory ?? tmpdir())
  const { memoryLimit } = settings
  const gate = openGate()
  try {
    const instance = await DuckDBInstance.create(inMemory, {
      ...databaseOptions,
      ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
      temp_directory: join(stagingFolder, 'spill'),
    })
    const catalog = await prepare(instance, settings, stagingFolder)
    const memory = openMemory(instance, memoryLimit)
    await memory.makeRoom(...(await landed(instance, settings.path)))
    return {
      ...{ instance, catalog, stagingFolder, holder: crypto.randomUUID(), commits: openTurns() },
      ...{ gate, ...memory },
      orWithTheMost: (work) => gate.pass(() => memory.orWithTheMost(work)),
      giveBack: () => gate.alone(memory.giveBack),
    }
  } catch (error) {
    await rm(stagingFolder, { recursive: true, force: true })
    throw translate(error, settings.path)
  }
}

/** About, what is in the file. */
async function landed(
  instance: DuckDBInstance,
  path: string,
): Promise<readonly [rows: number, bytes: number]> {
  const connection = await instance.connect()
  try {
    const [file, answer] = await Promise.all([
      path === inMemory ? undefined : stat(path),
      connection.runAndReadAll('SELECT sum(estimated_size)::double FROM duckdb_tables()'),
    ])
    const rows = Number(answer.getRows()[0]?.[0] ?? 0)
    return [rows, rows === 0 ? 0 : (file?.size ?? 0)]
  } finally {
    connection.closeSync()
  }
}

/**
 * Attaches the file; returns the catalog that the tables are in. From here on this instance reaches its own
 * file and the staging folder, no other file and no network, and no statement can change that, nor anything else but
 * how much memory it may take.
 * https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
 */
async function prepare(
  instance: DuckDBInstance,
  { path, readOnly = false }: DatabaseSettings,
  stagingFolder: string,
): Promise<string> {
  const { literal, identifier } = duckdbDialect
  const connection = await instance.connect()
  try {
    if (path !== inMemory) {
      const options = `(TYPE duckdb, ${readOnly ? 'READ_ONLY' : `ROW_GROUP_SIZE ${rowGroupSize}`})`
      await connection.run(`ATTACH ${literal(path)} AS ${identifier(attachedName)} ${options}`)
    }
    await connection.run("SET GLOBAL TimeZone = 'UTC'")
    await connection.run(`SET GLOBAL allowed_directories = [${literal(`${stagingFolder}/`)}]`)
    await connection.run('SET GLOBAL enable_external_access = false')
    await connection.run(`SET GLOBAL allowed_configs = [${literal(memorySetting)}]`)
    await connection.run('SET GLOBAL lock_configuration = true')
  } catch (error) {
    connection.closeSync()
    instance.closeSync()
    throw error
  }
  connection.closeSync()
  return path === inMemory ? 'memory' : attachedName
}

const attachedName = 'warehouse'

/** Two spellings of one file are one name; the file itself need not exist yet. */
async function nameOf(path: string): Promise<string> {
  const whole = await realpath(path).catch(() => undefined)
  if (whole !== undefined) return whole
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  return join(folder, basename(path))
}
