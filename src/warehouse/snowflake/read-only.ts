import { SyncError } from '../../contract/errors.ts'
import { type Token, tokensOf } from './tokens.ts'

/**
 * Throws SyncError `config` code `not_read_only` unless the text is one statement that reads. A fence against
 * mistakes: what a query may touch is decided by the role that runs it, which should be a reader's.
 */
export function requireReadOnly(sql: string): void {
  const tokens = tokensOf(sql)
  if (tokens === undefined) throw refused('a text, a name or a comment in it does not end')
  const statement = tokens.slice(0, tokens.findLastIndex((token) => !isMark(token, ';')) + 1)
  const first = statement.find((token) => !isMark(token, '('))
  if (first === undefined) throw refused('it is empty')
  if (statement.some((token) => isMark(token, ';'))) throw refused('it is more than one statement')
  if (statement.some((token) => isMark(token, '->>'))) throw refused('it passes its result to a statement')
  const start = wordOf(first)
  if (!reading.has(start)) throw refused(`${start.slice(0, 30)} is not a SELECT`)
  const acting = statement.map(wordOf).find((word) => forbidden.has(word) || word.startsWith('SYSTEM$'))
  if (acting !== undefined) throw refused(`${acting.slice(0, 60)} may change something`)
}

const reading: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC'])

/** A WITH may hold a procedure and call it: https://docs.snowflake.com/en/sql-reference/sql/call-with */
const forbidden: ReadonlySet<string> = new Set(['CALL', 'PROCEDURE', 'EXECUTE', 'NEXTVAL'])

function wordOf({ type, text }: Token): string {
  if (type === 'name') return text.slice(1, -1)
  return type === 'text' ? '' : text.toUpperCase()
}

function isMark({ type, text }: Token, mark: string): boolean {
  return type === 'mark' && text === mark
}

function refused(why: string): SyncError {
  return new SyncError('config', `This query is refused because ${why}: write one SELECT statement.`, {
    code: 'not_read_only',
  })
}
