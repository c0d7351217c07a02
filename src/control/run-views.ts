import type { Books } from '../store/books.ts'
import type { StoredProgress } from '../store/progress.ts'
import type { StoredRun } from '../store/runs.ts'
import type { RunView, StreamProgress } from './views.ts'

/** Runs with how far their streams are. */
export function runViews(books: Books, runs: readonly StoredRun[]): readonly RunView[] {
  const streams = new Map<string, StoredProgress[]>(runs.map(({ id }) => [id, []]))
  for (const one of books.progress.of([...streams.keys()])) streams.get(one.runId)?.push(one)
  return runs.map((run) => viewOf(run, streams.get(run.id) ?? []))
}

export function runView(books: Books, run: StoredRun): RunView {
  return viewOf(run, books.progress.of([run.id]))
}

function viewOf(run: StoredRun, streams: readonly StoredProgress[]): RunView {
  const { startedAt, finishedAt, listed: _, landed: __, stopping, ...kept } = run
  return {
    ...kept,
    stopping: stopping && finishedAt === undefined,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    streams: streams.map(progressOf),
  }
}

function progressOf(kept: StoredProgress): StreamProgress {
  const { stream, strategy, because, expected, listed, landed, startedAt, notedAt, verdict, reason, report } =
    kept
  return {
    ...{ stream, strategy, because, listed, landed, startedAt },
    ...(expected === undefined ? {} : { expected }),
    ...(verdict === undefined
      ? pace(listed, expected, notedAt.getTime() - startedAt.getTime())
      : { verdict, reason }),
    ...(report === undefined ? {} : { report }),
  }
}

/** Too early to tell a rate. */
const earliestMs = 1_000

function pace(listed: number, expected: number | undefined, passedMs: number) {
  if (passedMs < earliestMs || listed === 0) return {}
  const rowsPerSecond = (listed * 1_000) / passedMs
  const left = expected === undefined ? 0 : expected - listed
  return left <= 0 ? { rowsPerSecond } : { rowsPerSecond, timeLeftMs: (left / rowsPerSecond) * 1_000 }
}
