import { SqlFailure } from './sql-engine.ts'

export interface PutStatement {
  /** The file on this machine. */
  readonly source: string
  /** `@"DB"."SCHEMA"."STAGE"/path/`. */
  readonly stage: string
}

const text = String.raw`'((?:[^'\\]|\\.)*)'`
const pattern = new RegExp(`^PUT ${text} ${text} AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=TRUE$`)
const stagePattern = /^@("[A-Z0-9_]+"\.){2}"[A-Z0-9_]+"\/([^']*\/)?$/

/** Takes a PUT apart. Throws SqlFailure code `unknown_statement` for any other spelling than the product's. */
export function parsePut(sql: string): PutStatement {
  const [, address = '', stage = ''] = pattern.exec(sql) ?? []
  const source = unquote(address)
  if (!source.startsWith('file:///') || !stagePattern.test(unquote(stage)))
    throw new SqlFailure('unknown_statement', '42000', `not a PUT of ours: ${sql}`)
  return { source: source.slice('file://'.length), stage: unquote(stage) }
}

function unquote(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, '$1')
}
