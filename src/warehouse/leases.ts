import { SyncError } from '../contract/errors.ts'
import type { Lease } from '../contract/warehouse.ts'
import { type Hold, type LeaseTerms, liveLease, releaseLease, renewLease, takeLease } from './sql/leases.ts'
import type { Change, Place, Scalar, Select } from './sql/statement.ts'

/** Where leases are kept. */
export interface LeaseBook {
  readonly place: Place
  readonly change: Change
  readonly select: Select
  readonly terms: LeaseTerms
}

export const defaultLeaseMs = 3 * 60_000

/** Takes the hold. Throws SyncError `transient` code `sync_running` while another run has it. */
export async function acquireLease(book: LeaseBook, hold: Hold): Promise<Lease> {
  const { place, change, terms } = book
  while ((await change(takeLease(place, hold, terms))) === 0) await refuseWhileHeld(book, hold.sync)
  return {
    renewEveryMs: terms.lifetimeMs / 4,
    async renew() {
      if ((await change(renewLease(place, hold))) === 0) throw leaseLost(hold.sync)
    },
    async [Symbol.asyncDispose]() {
      // A hold that cannot be given back ends by itself.
      await change(releaseLease(place, hold)).catch(() => undefined)
    },
  }
}

/** Throws SyncError `transient` code `sync_running` when a live run has the hold. */
export async function refuseWhileHeld({ place, select, terms }: LeaseBook, sync: string): Promise<void> {
  const [held] = await select(liveLease(place, sync, terms))
  if (held !== undefined) throw syncRunning(sync, held, terms)
}

export function leaseLost(sync: string): SyncError {
  const message =
    `Another run of ${sync} took over, because this one had shown no sign of life for too long; ` +
    'this one writes nothing more: let the other one end.'
  return new SyncError('transient', message, { code: 'lease_lost' })
}

function syncRunning(sync: string, held: readonly Scalar[], { lifetimeMs }: LeaseTerms): SyncError {
  const [run, since, seen] = held
  const message =
    `The run ${run} of ${sync} is under way since ${since} and last showed a sign of life at ${seen}: ` +
    `wait for it to end, then run again; if it is dead, its hold ends by itself ${minutes(lifetimeMs)} after that.`
  return new SyncError('transient', message, { code: 'sync_running' })
}

function minutes(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 60_000)} minutes`
}
