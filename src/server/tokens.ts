import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ServedControl } from '../app.ts'
import { SyncError } from '../contract/errors.ts'

const fact = 'admin_token'

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
export const randomToken = (): string => randomBytes(32).toString('base64url')

/**
 * The token that opens everything. One that is given counts from now on; else the first start makes one and returns
 * it, the only time that it can be seen: a hash is what is kept.
 */
export function settleAdminToken(
  { books }: Pick<ServedControl, 'books'>,
  given?: string,
): string | undefined {
  if (given !== undefined) {
    if (given.length < 16) throw tooShort()
    // Who got in with the one before is not to stay.
    if (!isAdminToken({ books }, given)) books.sessions.prune(Number.MAX_SAFE_INTEGER)
    books.facts.set(fact, hashOf(given))
    return undefined
  }
  const made = randomToken()
  return books.facts.setOnce(fact, hashOf(made)) === hashOf(made) ? made : undefined
}

export function isAdminToken({ books }: Pick<ServedControl, 'books'>, token: string): boolean {
  const kept = books.facts.get(fact)
  return kept !== undefined && isSame(kept, hashOf(token))
}

/** Takes as long whether they differ early, late or not at all. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function tooShort(): SyncError {
  return new SyncError('config', 'The admin token is too short: give at least 16 characters.', {
    code: 'token_short',
  })
}
