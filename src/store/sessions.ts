import { z } from 'zod'
import type { Store } from './database.ts'

/** Who is logged in. Of each session only a hash is kept: who reads the store cannot become anybody. */
export interface SessionBook {
  add(session: { readonly hash: string; readonly csrf: string; readonly expiresAt: number }, at: number): void
  find(hash: string, now: number): { readonly csrf: string; readonly expiresAt: Date } | undefined
  extend(hash: string, expiresAt: number): void
  remove(hash: string): void
  /** Forgets those that are over. */
  prune(now: number): void
}

const row = z
  .object({ csrf: z.string(), expires_at: z.number() })
  .transform(({ csrf, expires_at }) => ({ csrf, expiresAt: new Date(expires_at) }))
  .optional()

export function sessionBook(store: Store): SessionBook {
  return {
    add: ({ hash, csrf, expiresAt }, at) =>
      void store.run(
        'insert into sessions (hash, csrf, created_at, expires_at) values (?, ?, ?, ?)',
        ...[hash, csrf, at, expiresAt],
      ),
    find: (hash, now) =>
      row.parse(
        store.get('select csrf, expires_at from sessions where hash = ? and expires_at > ?', hash, now),
      ),
    extend: (hash, expiresAt) =>
      void store.run('update sessions set expires_at = ? where hash = ?', expiresAt, hash),
    remove: (hash) => void store.run('delete from sessions where hash = ?', hash),
    prune: (now) => void store.run('delete from sessions where expires_at <= ?', now),
  }
}
