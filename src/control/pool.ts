import { randomUUID } from 'node:crypto'
import { toSyncError } from '../contract/errors.ts'
import { queueDue } from '../schedule/scheduler.ts'
import type { RunEnd, StoredRun } from '../store/runs.ts'
import type { Core } from './core.ts'
import { byUser, execute, Stopped } from './execute.ts'

/** Carries out what is queued, so many runs at once, and closes what servers that are gone left open. */
export interface Pool {
  /** One look at what is due, queued, asked to stop or lost. */
  tick(): void
  /** When a tick was last carried out in full. */
  tickedAt(): number
  /** Stops its runs and waits for them. */
  close(): Promise<void>
  /** Resolves when none of its runs is under way. */
  idle(): Promise<void>
}

export interface PoolOptions {
  readonly runsAtOnce: number
  /** Runs of a sync that are kept. */
  readonly keepRuns: number
  /** Called in the transaction that ends a run. Returns what is to be done after it. */
  onEnd(run: StoredRun, end: RunEnd): (() => void) | undefined
}

/** How often a run's server shows a sign of life at least, and after how long without one it is taken for gone. */
export const lostAfterMs = 30_000
const closing = 'The server was stopped; the next run goes on from the last checkpoint.'
const byHand: ReadonlySet<StoredRun['trigger']> = new Set(['manual', 'rebuild'])
const lost = 'The server ended while the run was under way; the next run goes on from the last checkpoint.'

export function openPool(core: Core, options: PoolOptions): Pool {
  const { books, surroundings, wakes } = core
  const owner = randomUUID()
  const running = new Map<string, { readonly stopper: AbortController; readonly done: Promise<void> }>()
  /** Runs that are over and not yet told so. */
  const unclosed = new Map<string, () => void>()
  let isClosed = false
  let tickedAt = surroundings.now()
  const end = (run: StoredRun, by: string, how: RunEnd) => {
    const now = surroundings.now()
    const after = books.together(() => {
      if (!books.runs.end(run.id, by, how, now)) return undefined
      books.syncs.noteRun(run.syncId, run.id)
      if (how.status === 'succeeded' || how.status === 'incomplete')
        for (const follower of books.syncs.followers(run.syncId)) books.syncs.makeDue(follower.id, now)
      // A stop of the server must not cost a day. What was asked for by hand is asked for by hand again.
      if (how.reason === closing && !byHand.has(run.trigger)) books.syncs.makeDue(run.syncId, now)
      books.runs.prune(run.syncId, options.keepRuns)
      return options.onEnd(run, how)
    })
    after?.()
    wakes.wake(run.id)
  }
  const carryOut = async (run: StoredRun, stopper: AbortController) => {
    const how = await execute(core, run, stopper.signal).catch(unheard)
    const close = () => {
      end(run, owner, how)
      running.delete(run.id)
      unclosed.delete(run.id)
    }
    // A store that is busy for once must not lose how a run ended: the next tick tries again.
    unclosed.set(run.id, close)
    try {
      close()
      if (!isClosed) tick()
    } catch {}
  }
  const begin = (run: StoredRun) => {
    const stopper = new AbortController()
    running.set(run.id, { stopper, done: Promise.resolve().then(() => carryOut(run, stopper)) })
    wakes.wake(run.id)
  }
  const tick = () => {
    const now = surroundings.now()
    for (const close of [...unclosed.values()]) close()
    for (const [id, { stopper }] of running) {
      if (books.runs.isAskedToStop(id)) stopper.abort(new Stopped(byUser))
      else if (!books.runs.beat(id, owner, now)) stopper.abort(new Stopped(lost))
    }
    closeLost(books, now, (id, by) => by === owner && running.has(id), end)
    queueDue(books, now)
    while (!isClosed && running.size < options.runsAtOnce) {
      const run = books.runs.claim(owner, now)
      if (run === undefined) break
      begin(run)
    }
    // Only now: one that a store refuses half-way has not moved anything on.
    tickedAt = now
  }
  const idle = async () => {
    while ([...running.keys()].some((id) => !unclosed.has(id)))
      await Promise.all([...running.values()].map(({ done }) => done))
  }
  return {
    tick,
    tickedAt: () => tickedAt,
    idle,
    async close() {
      isClosed = true
      for (const { stopper } of running.values()) stopper.abort(new Stopped(closing))
      await idle()
    },
  }
}

function unheard(error: unknown): RunEnd {
  const { message, code } = toSyncError(error)
  return { status: 'failed', reason: message, code, listed: 0, landed: 0 }
}

function closeLost(
  books: Core['books'],
  now: number,
  isHere: (id: string, by: string) => boolean,
  end: (run: StoredRun, by: string, how: RunEnd) => void,
): void {
  for (const { run, owner: by } of books.runs.lost(now, lostAfterMs)) {
    if (isHere(run.id, by)) continue
    const nothing = { listed: 0, landed: 0 }
    const how: RunEnd = run.stopping
      ? { status: 'cancelled', reason: byUser, code: 'cancelled', ...nothing }
      : { status: 'failed', reason: lost, code: 'server_ended', ...nothing }
    books.words.addLine(run.id, { level: 'error', message: how.reason ?? lost }, now)
    end(run, by, how)
  }
}
