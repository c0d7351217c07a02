import type { DuckDBConnection } from '@duckdb/node-api'
import { copyInto } from './copy.ts'
import type { Lock } from './lock.ts'
import { type Piece, piecesOf, shapeOf } from './shape.ts'
import { type SqlAnswer, SqlFailure, type SqlSession } from './sql-engine.ts'
import type { Stages } from './stages.ts'
import { type Action, actionOf } from './statements.ts'
import { fullName, macros, textOf, translate } from './translate.ts'
import { changeAnswer, rowsAnswer, succeeded, textsAnswer } from './wire-values.ts'

export interface SessionSurroundings {
  readonly stages: Stages
  /** Who writes has it until the transaction ends, as Snowflake's locks on tables. */
  readonly lock: Lock
  readonly unknown: string[]
}

/** A statement on its way through the engine. */
interface Running {
  readonly pieces: readonly Piece[]
  readonly sql: string
  readonly binds: readonly (string | null)[]
}

export async function openSqlSession(
  connection: DuckDBConnection,
  { stages, lock, unknown }: SessionSurroundings,
): Promise<SqlSession> {
  for (const macro of macros) await connection.run(macro)
  const temporary = new Set<string>()
  let reader = false
  /** What the open transaction did so far. */
  let transaction: { readonly done: string[]; readonly release: () => void } | undefined

  async function end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const ending = transaction
    transaction = undefined
    if (ending === undefined) return
    try {
      await connection.run(how)
    } finally {
      ending.release()
    }
  }

  /** DuckDB gives a transaction up after a failure; Snowflake leaves it open with what was done before. */
  async function restore(): Promise<void> {
    if (transaction === undefined) return
    await connection.run('ROLLBACK')
    await connection.run('BEGIN TRANSACTION')
    for (const sql of transaction.done) await connection.run(sql)
  }

  async function write(sql: string): Promise<number> {
    if (transaction === undefined) {
      const release = await lock.take()
      try {
        return (await connection.run(sql)).rowsChanged
      } finally {
        release()
      }
    }
    const { rowsChanged } = await connection.run(sql)
    transaction.done.push(sql)
    return rowsChanged
  }

  async function define(sql: string): Promise<SqlAnswer> {
    await end('COMMIT')
    await write(sql)
    return succeeded
  }

  const change = (what: string) => async (running: Running) =>
    changeAnswer(what as SqlAnswer['kind'], { [counted[what]!]: await write(spell(running)) })
  const spell = ({ pieces, binds }: Running) => translate(pieces, binds, temporary)
  const nameOf = ({ pieces }: Running) => {
    const at = pieces.findIndex((_, index) => fullName(pieces, index) !== undefined)
    return fullName(pieces, at)!.join('.')
  }

  const actions: Readonly<Record<Action, (running: Running) => Promise<SqlAnswer>>> = {
    settings: async () => succeeded,
    async use({ sql }) {
      await connection.run(sql.replace('USE SCHEMA', 'USE'))
      reader = true
      return succeeded
    },
    current: async () =>
      textsAnswer(
        'select',
        ['CURRENT_ROLE()', 'CURRENT_WAREHOUSE()', 'CURRENT_DATABASE()'],
        [['SYNC_ROLE', 'SYNC_WH', 'CONFLUENCE']],
      ),
    async begin() {
      if (transaction !== undefined) return succeeded
      const release = await lock.take()
      await connection.run('BEGIN TRANSACTION')
      transaction = { done: [], release }
      return succeeded
    },
    commit: async () => {
      await end('COMMIT')
      return succeeded
    },
    rollback: async () => {
      await end('ROLLBACK')
      return succeeded
    },
    async stage(running) {
      await end('COMMIT')
      stages.create(nameOf(running))
      return succeeded
    },
    async remove({ pieces }) {
      const [location = '', pattern] = pieces
        .filter(({ type }) => type === 'text')
        .map(({ text }) => textOf(text))
      const fitting = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`)
      const removed = await stages.remove(location, fitting)
      return textsAnswer(
        'other',
        ['name', 'result'],
        removed.map((name) => [name, 'removed']),
      )
    },
    async temporary(running) {
      await end('COMMIT')
      temporary.add(nameOf(running))
      await connection.run(spell(running))
      return succeeded
    },
    create: (running) => define(createOf(spell(running))),
    define: (running) => define(spell(running)),
    async drop(running) {
      await define(spell(running))
      temporary.delete(nameOf(running))
      return succeeded
    },
    copy: ({ pieces }) => copyInto(connection, pieces, stages, temporary),
    async merge(running) {
      const sql = spell(running)
      await refuseDuplicates(connection, sql)
      const actions = await merged(sql)
      return changeAnswer('merge', {
        'rows inserted': actions.filter((action) => action === 'INSERT').length,
        'rows updated': actions.filter((action) => action === 'UPDATE').length,
      })
    },
    insert: change('insert'),
    update: change('update'),
    delete: change('delete'),
    async overwrite(running) {
      const [, table = '', select = ''] =
        /^INSERT OVERWRITE INTO (\S+)\s+(SELECT .*)$/s.exec(spell(running)) ?? []
      await write(`CREATE OR REPLACE TEMPORARY TABLE "kept rows" AS ${select}`)
      await write(`DELETE FROM ${table}`)
      return changeAnswer('insert', {
        'rows inserted': await write(`INSERT INTO ${table} FROM temp.main."kept rows"`),
      })
    },
    select: async (running) => rowsAnswer(await connection.runAndReadAll(spell(running))),
    query: async ({ sql }) => rowsAnswer(await connection.runAndReadAll(sql)),
  }

  /** DuckDB's own count is of all rows; what became of each is in what it returns. */
  async function merged(sql: string): Promise<readonly unknown[]> {
    const returning = `${sql} RETURNING merge_action`
    if (transaction !== undefined) {
      const reader = await connection.runAndReadAll(returning)
      transaction.done.push(sql)
      return reader.getRows().map(([action]) => action)
    }
    const release = await lock.take()
    try {
      return (await connection.runAndReadAll(returning)).getRows().map(([action]) => action)
    } finally {
      release()
    }
  }

  return {
    async execute(sql, binds) {
      const pieces = piecesOf(sql)
      const action = actionOf(shapeOf(pieces)) ?? (reader ? 'query' : undefined)
      if (action === undefined) {
        unknown.push(sql)
        throw new SqlFailure('unknown_statement', '42000', `unknown statement: ${sql}`)
      }
      try {
        return await actions[action]({ pieces, sql, binds })
      } catch (error) {
        await restore()
        throw failureOf(error)
      }
    },
    async [Symbol.asyncDispose]() {
      await end('ROLLBACK')
      connection.closeSync()
    },
  }
}

const counted: Readonly<Record<string, string>> = {
  insert: 'rows inserted',
  update: 'rows updated',
  delete: 'rows deleted',
}

/** DuckDB keeps comments apart from the definition. */
function createOf(sql: string): string {
  const [, table = '', columns = '', comment = ''] =
    /^CREATE TABLE IF NOT EXISTS (\S+) \((.*)\) COMMENT = ('(?:[^']|'')*')$/s.exec(sql) ?? []
  const told = [...columns.matchAll(/("(?:[^"]|"")+") [^\n]*? COMMENT ('(?:[^']|'')*')/g)]
  const plain = columns.replaceAll(/ COMMENT '(?:[^']|'')*'/g, '')
  return [
    `CREATE TABLE IF NOT EXISTS ${table} (${plain})`,
    `COMMENT ON TABLE ${table} IS ${comment}`,
    ...told.map(([, name, text]) => `COMMENT ON COLUMN ${table}.${name} IS ${text}`),
  ].join(';\n')
}

/** Snowflake refuses what DuckDB lets pass: two rows of the source for one row of the target. */
async function refuseDuplicates(connection: DuckDBConnection, sql: string): Promise<void> {
  const [, target, source, condition] =
    /^MERGE INTO (\S+) T\s+USING \((.*)\) S\s+ON (.*?)\s+WHEN /s.exec(sql) ?? []
  const doubled = `SELECT 1 FROM ${target} T JOIN (${source}) S ON ${condition} GROUP BY T.rowid HAVING count(*) > 1 LIMIT 1`
  if ((await connection.runAndReadAll(doubled)).getRows().length > 0)
    throw new SqlFailure('100090', '42P18', 'Duplicate row detected during DML action')
}

const failures: readonly (readonly [RegExp, string, string])[] = [
  [/^Catalog Error|does not exist/, '002003', '42S02'],
  [/^Binder Error/, '000904', '42000'],
  [/^Parser Error/, '001003', '42000'],
  [/^Constraint Error/, '100072', '22000'],
  [/^Conversion Error/, '100038', '22018'],
]

function failureOf(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, code, state] = failures.find(([pattern]) => pattern.test(message)) ?? [
    undefined,
    '000603',
    'XX000',
  ]
  return new SqlFailure(code, state, `SQL compilation error: ${message}`)
}
