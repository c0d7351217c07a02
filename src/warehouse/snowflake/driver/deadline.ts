import { SyncError } from '../../../contract/errors.ts'

export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<void>

/** How long something may take, and who may call it off. */
export interface Deadline {
  readonly limitMs: number
  /** Resolves after the delay in milliseconds; rejects when the signal aborts. */
  readonly sleep: Sleep
  readonly signal: AbortSignal
  /** The failure when the time is up. */
  readonly expired: () => SyncError
}

/**
 * The result of `work`, or the failure of its deadline. What `work` does after that is of no interest. Throws SyncError
 * `transient` code `cancelled` when the signal aborts meanwhile; one that aborted before calls off nothing, so that a
 * run that was stopped can still clean up and write its report.
 */
export async function within<Result>(work: Promise<Result>, deadline: Deadline): Promise<Result> {
  const watch = watchOver(deadline.signal)
  try {
    return await Promise.race([work, alarm(deadline, watch)])
  } finally {
    watch.end()
  }
}

/** Sleeps. Throws like `within` when the signal aborts meanwhile. */
export async function pause(
  delayMs: number,
  { sleep, signal }: Pick<Deadline, 'sleep' | 'signal'>,
): Promise<void> {
  const watch = watchOver(signal)
  try {
    await sleep(delayMs, watch.over)
  } catch (error) {
    throw watch.calledOff ? cancelled(signal) : error
  } finally {
    watch.end()
  }
}

async function alarm({ limitMs, sleep, signal, expired }: Deadline, watch: Watch): Promise<never> {
  // Woken early means that the work is done or was called off; only the latter is waited for.
  await sleep(limitMs, watch.over).catch(() => undefined)
  throw watch.calledOff ? cancelled(signal) : expired()
}

interface Watch {
  /** Aborts when there is nothing more to wait for. */
  readonly over: AbortSignal
  readonly calledOff: boolean
  end(): void
}

function watchOver(signal: AbortSignal): Watch {
  const over = new AbortController()
  let calledOff = false
  const callOff = () => {
    calledOff = true
    over.abort()
  }
  signal.addEventListener('abort', callOff, { once: true })
  return {
    over: over.signal,
    get calledOff() {
      return calledOff
    },
    end() {
      signal.removeEventListener('abort', callOff)
      over.abort()
    },
  }
}

function cancelled(signal: AbortSignal): SyncError {
  return new SyncError('transient', 'The run was stopped while it waited for Snowflake: run it again.', {
    code: 'cancelled',
    cause: signal.reason,
  })
}
