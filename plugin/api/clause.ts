import { SyncError } from '../../src/contract/errors.ts'

/**
 * The user's CQL, ready to be put in parentheses; undefined when it is empty. Throws SyncError `config` with
 * the place (the first character is 1) of an unbalanced quote or parenthesis, or of an ORDER BY.
 */
export function parseClause(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const bare = withoutQuoted(text)
  refuseOrder(bare)
  refuseUnbalanced(bare)
  return text.trim()
}

/** The same text, of the same length, with blanks for everything in quotes. */
function withoutQuoted(text: string): string {
  let quote: { readonly mark: string; readonly at: number } | undefined
  let bare = ''
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (quote === undefined) {
      if (letter === '"' || letter === "'") quote = { mark: letter, at }
      bare += quote === undefined ? letter : ' '
    } else {
      const isEscape = letter === '\\'
      if (letter === quote.mark) quote = undefined
      if (isEscape) at += 1
      bare += isEscape ? '  ' : ' '
    }
  }
  if (quote !== undefined)
    throw refused(quote.at, 'the quote that opens here is never closed; close it', 'open_quote')
  return bare
}

function refuseOrder(bare: string): void {
  const at = bare.search(/\border\s+by\b/i)
  if (at < 0) return
  throw refused(at, 'ORDER BY is not allowed, since the sync sets the order; remove it', 'order_by')
}

function refuseUnbalanced(bare: string): void {
  const open: number[] = []
  for (const [at, letter] of [...bare.matchAll(/[()]/g)].map((found) => [found.index, found[0]] as const)) {
    if (letter === '(') open.push(at)
    else if (open.pop() === undefined)
      throw refused(at, 'this parenthesis was never opened; remove it', 'closing_parenthesis')
  }
  const unclosed = open.pop()
  if (unclosed !== undefined)
    throw refused(unclosed, 'this parenthesis is never closed; close it', 'open_parenthesis')
}

function refused(at: number, what: string, code: string): SyncError {
  return new SyncError('config', `The CQL clause for pages is wrong at column ${at + 1}: ${what}.`, {
    code: `clause_${code}`,
  })
}
