import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Answer, OpenSession } from '../../../src/warehouse/snowflake/session.ts'
import type { Scalar, Statement } from '../../../src/warehouse/sql/statement.ts'
import { type SqlAnswer, type SqlEngine, SqlFailure, type WireType } from './sql-engine.ts'

/** Sessions right over the engine, without a driver and a wire. */
export function inProcess(engine: SqlEngine): OpenSession {
  return async () => {
    const session = await engine.open()
    let closed = false
    return {
      async run({ sql, values }: Statement) {
        if (closed) throw new SyncError('transient', 'The session is closed.', { code: 'session_lost' })
        try {
          return answerOf(await session.execute(sql, values.map(bound)))
        } catch (error) {
          throw failureOf(error)
        }
      },
      async put(file, stagePath) {
        await copyFile(file, join(await engine.stageFolder(stagePath), basename(file)))
      },
      async [Symbol.asyncDispose]() {
        if (closed) return
        closed = true
        await session[Symbol.asyncDispose]()
      },
    }
  }
}

function bound(value: Scalar): string | null {
  return value === null ? null : String(value)
}

function answerOf({ columns, rows }: SqlAnswer): Answer {
  const count = (what: string) =>
    Number(rows[0]?.[columns.findIndex(({ name }) => name === `number of rows ${what}`)] ?? 0)
  return {
    columns: columns.map(({ name }) => name),
    types: columns.map(({ type }) => type),
    rows: rows.map((row) =>
      row.map((text, index) => (text === null ? null : scalarOf(text, columns[index]!.type))),
    ),
    inserted: count('inserted'),
    updated: count('updated'),
    deleted: count('deleted'),
  }
}

function scalarOf(text: string, type: WireType): Scalar {
  if (type === 'boolean') return text === '1'
  if (type === 'timestamp_tz') return new Date(Number(text.split(' ')[0]) * 1000).toISOString()
  if (type !== 'fixed' && type !== 'real') return text
  return type === 'fixed' && !Number.isSafeInteger(Number(text)) ? text : Number(text)
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof SqlFailure)) return error
  const kind = error.code === '002003' || error.code === '003001' ? 'config' : 'bug'
  return new SyncError(kind, `Snowflake refused a statement (${error.code}): ${error.message}`, {
    code: kind === 'config' ? 'not_authorized' : 'warehouse_error',
    cause: error,
  })
}
