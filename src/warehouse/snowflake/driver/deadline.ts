import { SyncError } from '../../../contract/errors.ts'

/** How long something may take, and who may call it off. */
export interface Deadline {
  readonly limitMs: number
  /** Resolves after the delay in milliseconds; rejects when the signal aborts. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** The failure when the time is up. */
  readonly expired: () => SyncError
}

/**
 * The result of `work`, or the failure of its deadline. What `work` does after that is of no interest.
 * Throws SyncError `transient` code `cancelled` when the signal aborts.
 */
export async function within<Result>(work: Promise<Result>, deadline: Deadline): Promise<Result> {
  if (deadline.signal.aborted) {
    work.catch(() => undefined)
    throw cancelled(deadline.signal)
  }
  const over = new AbortController()
  const stop = () => over.abort()
  deadline.signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, alarm(deadline, over.signal)])
  } finally {
    deadline.signal.removeEventListener('abort', stop)
    over.abort()
  }
}

async function alarm({ limitMs, sleep, signal, expired }: Deadline, over: AbortSignal): Promise<never> {
  // Woken early means that the work is done or was called off; only the latter is waited for.
  await sleep(limitMs, over).catch(() => undefined)
  throw signal.aborted ? cancelled(signal) : expired()
}

function cancelled(signal: AbortSignal): SyncError {
  if (signal.reason instanceof SyncError) return signal.reason
  return new SyncError('transient', 'The run was stopped while it waited for Snowflake: run it again.', {
    code: 'cancelled',
    cause: signal.reason,
  })
}
