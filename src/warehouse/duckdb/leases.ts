import type { LeaseBook } from '../leases.ts'
import { inTurn, type Site, select } from './connections.ts'

/** The file's own lock keeps other processes out: a hold of another holder was left behind by a dead one. */
export function leaseBook(site: Site, lifetimeMs: number): LeaseBook {
  return {
    place: site.place,
    change: (statement) => inTurn(site, (session) => session.run(statement)),
    select: (statement) => select(site, statement),
    terms: { lifetimeMs, holder: site.database.holder, oneHolder: true },
  }
}
