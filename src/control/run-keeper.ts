import type { RunEvent } from '../contract/events.ts'
import type { StreamReport } from '../contract/report.ts'
import type { ProgressDraft } from '../store/progress.ts'
import type { LogDraft } from '../store/run-words.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Core } from './core.ts'

/** Keeps what a run says: every event but those that only count, which show as the streams' progress. */
export interface RunKeeper {
  hear(event: RunEvent): void
  say(line: LogDraft): void
  readonly reports: readonly StreamReport[]
}

/** How often, at most, progress is written. */
const everyMs = 300

export function openRunKeeper({ books, surroundings, wakes }: Core, run: StoredRun): RunKeeper {
  const streams = new Map<string, ProgressDraft>()
  const reports: StreamReport[] = []
  let order: readonly string[] = []
  const writtenAt = new Map<string, number>()
  const write = (progress: ProgressDraft, now: number) => {
    books.progress.note(run.id, progress, now)
    writtenAt.set(progress.stream, now)
    wakes.wake(run.id)
  }
  const keep = (event: RunEvent, lines: readonly LogDraft[]) => {
    const now = surroundings.now()
    books.together(() => {
      books.words.addEvent(run.id, event, now)
      for (const line of lines) books.words.addLine(run.id, line, now)
      if ('stream' in event) {
        const progress = streams.get(event.stream)
        if (progress) books.progress.note(run.id, progress, now)
      }
      if (event.type === 'stream_finished') noteStanding(event.report)
    })
    wakes.wake(run.id)
  }
  const noteStanding = ({ stream, verdict, reason, finishedAt }: StreamReport) =>
    books.streams.note(run.syncId, {
      stream,
      succeededAt: verdict === 'succeeded' ? finishedAt : null,
      lastVerdict: verdict,
      lastReason: reason,
    })
  const count = (stream: string, counts: Partial<ProgressDraft>) => {
    const known = streams.get(stream)
    if (known === undefined) return
    const progress = { ...known, ...counts }
    streams.set(stream, progress)
    const now = surroundings.now()
    if (Math.abs(now - (writtenAt.get(stream) ?? 0)) >= everyMs) write(progress, now)
  }
  return {
    reports,
    say(line) {
      books.words.addLine(run.id, line, surroundings.now())
      wakes.wake(run.id)
    },
    hear(event) {
      if (event.type === 'run_started') order = event.streams
      if (event.type === 'page_read') return count(event.stream, { listed: event.listed })
      if (event.type === 'committed') return count(event.stream, { landed: event.landed })
      if (event.type === 'stream_started') {
        const { stream, strategy, because, expected } = event
        const position = order.indexOf(stream)
        const startedAt = new Date(surroundings.now())
        streams.set(stream, {
          ...{ stream, position, strategy, because, expected, startedAt },
          ...{ listed: 0, landed: 0, report: undefined },
        })
      }
      if (event.type === 'stream_finished') {
        reports.push(event.report)
        const known = streams.get(event.stream) ?? begun(event.report, order)
        const { listed, landed, strategy } = event.report
        streams.set(event.stream, { ...known, listed, landed, strategy, report: event.report })
      }
      keep(event, linesOf(event))
    },
  }
}

function begun({ stream, strategy, startedAt }: StreamReport, order: readonly string[]): ProgressDraft {
  const position = order.indexOf(stream)
  return {
    stream,
    position,
    strategy,
    because: '',
    expected: undefined,
    listed: 0,
    landed: 0,
    startedAt,
    report: undefined,
  }
}

const number = new Intl.NumberFormat('en')
const strategies = { full_refresh: 'full refresh', incremental: 'incremental' } as const
const levels = { succeeded: 'info', cancelled: 'warn', incomplete: 'warn', failed: 'error' } as const

function linesOf(event: RunEvent): readonly LogDraft[] {
  switch (event.type) {
    case 'run_started':
      return [{ level: 'info', message: `The run began: ${event.streams.join(', ')}.` }]
    case 'stream_started': {
      const { stream, strategy, because, expected } = event
      const rows = expected === undefined ? '' : `, about ${number.format(expected)} rows`
      return [{ level: 'info', stream, message: `${strategies[strategy]}, ${because}${rows}` }]
    }
    case 'stream_finished': {
      const { stream, report } = event
      const counts = `${number.format(report.listed)} listed, ${number.format(report.new)} new, ${number.format(report.changed)} changed, ${number.format(report.deleted)} deleted, ${number.format(report.isolated)} isolated`
      const reason = report.reason === null ? '' : `: ${report.reason}`
      return [{ level: levels[report.verdict], stream, message: `${report.verdict}, ${counts}${reason}` }]
    }
    case 'run_finished':
      return [{ level: levels[event.verdict], message: `The run ended as ${event.verdict}.` }]
    default:
      return []
  }
}
