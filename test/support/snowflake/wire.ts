import { randomUUID } from 'node:crypto'
import type { SqlAnswer, SqlFailure } from './sql-engine.ts'

/** An answer's body; the driver hangs on one that is not complete. */
export type Body = Readonly<Record<string, unknown>>

/** The wire's numbers for kinds of statement: they tell the driver where changed rows are counted. */
const statementTypes: Readonly<Record<SqlAnswer['kind'], number>> = {
  select: 0x1000,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  merge: 0x3400,
  copy: 0x3600,
  other: 0x6000,
}

const scales: Readonly<Record<string, number>> = { fixed: 0, timestamp_tz: 9 }

/** `parameters`: those of the session, by which the driver reads values. */
export function rowsBody({ kind, columns, rows }: SqlAnswer, parameters: readonly Body[]): Body {
  return {
    success: true,
    code: null,
    message: null,
    data: {
      rowtype: columns.map(({ name, type }) => ({
        name,
        type,
        nullable: true,
        scale: scales[type] ?? null,
        precision: type === 'fixed' ? 38 : null,
      })),
      rowset: rows,
      returned: rows.length,
      total: rows.length,
      parameters,
      queryId: randomUUID(),
      statementTypeId: statementTypes[kind],
      queryResultFormat: 'json',
      version: 1,
    },
  }
}

export function failureBody({ code, sqlState, message }: SqlFailure): Body {
  return { success: false, code, message, data: { errorCode: code, sqlState, queryId: randomUUID() } }
}

export const emptyBody: Body = { success: true, code: null, message: null, data: null }

/** What the driver needs to copy a file into a folder that plays a stage. */
export function uploadBody(source: string, stageInfo: Body): Body {
  return {
    success: true,
    code: null,
    message: null,
    data: {
      command: 'UPLOAD',
      src_locations: [source],
      parallel: 4,
      autoCompress: false,
      overwrite: true,
      sourceCompression: 'gzip',
      encryptionMaterial: null,
      stageInfo,
      queryId: randomUUID(),
    },
  }
}

export function folderStage(location: string): Body {
  return { locationType: 'LOCAL_FS', location, creds: {} }
}
