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
  const start = first.text.toUpperCase()
  if (first.type !== 'word' || !reading.has(start)) throw refused(`${start.slice(0, 30)} is not a SELECT`)
  const found = statement.find(mayAct)
  if (found !== undefined) throw refused(`${found.text.slice(0, 60).toUpperCase()} may change something`)
}

const reading: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC'])

/** A WITH may hold a procedure and call it: https://docs.snowflake.com/en/sql-reference/sql/call-with */
const acting: ReadonlySet<string> = new Set(['CALL', 'PROCEDURE', 'EXECUTE', 'NEXTVAL'])

/** System functions act, however their names are written; a name in quotes is no keyword. */
function mayAct({ type, text }: Token): boolean {
  const word = text.toUpperCase()
  if (type === 'name') return word.startsWith('"SYSTEM$')
  return type === 'word' && (acting.has(word) || word.startsWith('SYSTEM$'))
}

function isMark({ type, text }: Token, mark: string): boolean {
  return type === 'mark' && text === mark
}

function refused(why: string): SyncError {
  return new SyncError('config', `This query is refused because ${why}: write one SELECT statement.`, {
    code: 'not_read_only',
  })
}
