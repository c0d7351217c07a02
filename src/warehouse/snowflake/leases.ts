import type { LeaseBook } from '../leases.ts'
import { changeOf, rowsOf, type SessionKeeper } from './sessions.ts'
import type { SnowflakeSite } from './site.ts'

/** Each statement commits by itself, and by Snowflake's clock. */
export function leaseBook(site: SnowflakeSite, keeper: SessionKeeper, lifetimeMs: number): LeaseBook {
  return {
    place: site.place,
    change: (statement) => keeper.use((session) => changeOf(session, statement)),
    select: (statement) => keeper.use((session) => rowsOf(session, statement)),
    terms: { lifetimeMs, holder: crypto.randomUUID(), oneHolder: false },
  }
}
