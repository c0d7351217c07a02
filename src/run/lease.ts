import { SyncError } from '../contract/errors.ts'
import type { Surroundings } from '../contract/plugin.ts'
import type { Lease } from '../contract/warehouse.ts'
import type { RunRequest } from './job.ts'

/** A run's hold on its sync, renewed until it is disposed of. */
export interface KeptLease extends AsyncDisposable {
  /** Aborts with SyncError `lease_lost` when another run has taken over. */
  readonly signal: AbortSignal
}

/** Takes the lease and keeps it. Throws SyncError `transient` code `sync_running` while another run has it. */
export async function keepLease(request: RunRequest): Promise<KeptLease> {
  const { warehouse, sync, runId, surroundings } = request
  const lease = await warehouse.acquireLease(sync, runId)
  const lost = new AbortController()
  const closed = new AbortController()
  keepRenewing(lease, surroundings, closed.signal).catch((error: unknown) => lost.abort(error))
  return {
    signal: lost.signal,
    async [Symbol.asyncDispose]() {
      closed.abort()
      await lease[Symbol.asyncDispose]()
    },
  }
}

/** Ends when it is closed; throws when the lease is lost. */
async function keepRenewing(lease: Lease, surroundings: Surroundings, closed: AbortSignal): Promise<void> {
  while (await isTimeToRenew(lease, surroundings, closed)) {
    await lease.renew().catch((error: unknown) => {
      // What else fails may pass until the next time; if not, the warehouse refuses the commits.
      if (error instanceof SyncError && error.code === 'lease_lost') throw error
    })
  }
}

function isTimeToRenew(lease: Lease, surroundings: Surroundings, closed: AbortSignal): Promise<boolean> {
  return surroundings.sleep(lease.renewEveryMs, closed).then(
    () => !closed.aborted,
    () => false,
  )
}
