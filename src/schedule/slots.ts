import { Cron } from 'croner'
import { SyncError } from '../contract/errors.ts'
import type { Schedule } from '../store/shapes.ts'

/**
 * The first slot after this moment; undefined where the schedule has none of its own. "every" counts from the anchor,
 * in time that passes; "cron" goes by the clock of its zone: a time that the change to summer time leaves out comes at
 * the change, one that happens twice comes once.
 */
export function nextSlot(schedule: Schedule, anchor: Date, after: Date): Date | undefined {
  if (schedule.kind === 'every') return nextInterval(schedule.minutes * 60_000, anchor, after)
  if (schedule.kind === 'cron') return nextByClock(cronOf(schedule), after)
  return undefined
}

// Asked within the second of two equal hours, it answers with a time of the first: from there its own slots lead on.
function nextByClock(cron: Cron, after: Date): Date | undefined {
  let next = cron.nextRun(after)
  while (next !== null && next <= after) next = cron.nextRun(next)
  return next ?? undefined
}

function nextInterval(everyMs: number, anchor: Date, after: Date): Date {
  const passed = Math.floor((after.getTime() - anchor.getTime()) / everyMs)
  return new Date(anchor.getTime() + Math.max(1, passed + 1) * everyMs)
}

/** Throws SyncError `config` for an expression or a zone that is none, or one that never comes. */
export function validateSchedule(schedule: Schedule, now: Date): void {
  if (schedule.kind !== 'cron') return
  if (schedule.expression.trim().split(/\s+/).length !== 5)
    throw refused('takes five parts, as in "30 6 * * 1-5"', 'schedule.expression')
  if (!isZone(schedule.timeZone))
    throw refused(
      `does not know the time zone "${schedule.timeZone}"; use one such as Europe/Berlin`,
      'schedule.timeZone',
    )
  const next = attempt(() => cronOf(schedule).nextRun(now))
  if (next === undefined)
    throw refused('cannot be understood; write it as in "30 6 * * 1-5"', 'schedule.expression')
  if (next === null) throw refused('names a time that never comes', 'schedule.expression')
}

const cronOf = ({ expression, timeZone }: Extract<Schedule, { kind: 'cron' }>) =>
  new Cron(expression, { timezone: timeZone, paused: true })

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const isZone = (timeZone: string) => attempt(() => new Intl.DateTimeFormat('en', { timeZone })) !== undefined

const refused = (what: string, field: string) =>
  new SyncError('config', `The schedule ${what}.`, { code: 'schedule_invalid', field })
