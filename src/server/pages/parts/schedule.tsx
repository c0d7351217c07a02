import type { Schedule, SyncView } from '../../../control/views.ts'
import { spanOf } from '../../../words.ts'
import { Time } from './time.tsx'

/** A schedule in words. */
export function scheduleOf(schedule: Schedule): string {
  if (schedule.kind === 'every') return `every ${spanOf(schedule.minutes * 60_000)}`
  if (schedule.kind === 'cron') return `${schedule.expression} (${schedule.timeZone})`
  return schedule.kind === 'after' ? 'after another sync' : 'by hand'
}

export function nextOf({ paused, nextRunAt, schedule }: SyncView) {
  if (paused) return 'paused'
  if (nextRunAt !== undefined) return <Time at={nextRunAt} />
  return <span class="quiet">{schedule.kind === 'after' ? 'when that has run' : 'when it is started'}</span>
}
