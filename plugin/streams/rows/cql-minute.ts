import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'

/**
 * The instant as a date literal of CQL, which has minutes, no seconds and no zone. Whether the site reads it in
 * the profile zone of the caller or in UTC is not documented and told differently, so it is the earlier of the
 * two texts. Never means a moment after the instant, read in either:
 *
 *    literal, read in one   read in the other   since
 *   ───────────┼───────────────────┼──────────────┼──────────────▶
 *              │◀────────── read once more ──────▶│ must be in the answer
 *
 * A zone that is not known is taken for UTC-12, the lowest there is.
 * https://developer.atlassian.com/server/confluence/cql-field-reference/
 */
export function cqlMinute(since: Date, zone: string | undefined): string {
  const known = zone !== undefined && isZone(zone) ? zone : lowest
  const inZone = literalIn(known, since)
  const inUtc = literalIn('UTC', since)
  return inZone < inUtc ? inZone : inUtc
}

function literalIn(zone: string, since: Date): string {
  let moment = since.getTime()
  // When clocks go back, an hour comes twice; the literal could be read as the second of them.
  while (latestReading(moment, zone) > since.getTime()) moment -= halfHourMs
  return format(new TZDate(moment, zone), pattern)
}

const pattern = 'yyyy-MM-dd HH:mm'
const lowest = '-12:00'
const halfHourMs = 1_800_000
const dayMs = 86_400_000

function isZone(zone: string): boolean {
  return !Number.isNaN(new TZDate(0, zone).getTime())
}

/** The latest instant that the literal of this moment could be read as. */
function latestReading(moment: number, zone: string): number {
  const wall = wallOf(moment, zone)
  const readings = [moment - dayMs, moment, moment + dayMs].map((near) => wall - offsetOf(near, zone))
  return Math.max(...readings.filter((reading) => wallOf(reading, zone) === wall))
}

/** What clocks in the zone show, cut to the minute, as if it were UTC. */
function wallOf(moment: number, zone: string): number {
  const shown = moment + offsetOf(moment, zone)
  return shown - (((shown % 60_000) + 60_000) % 60_000)
}

// Minutes west of UTC are positive, as in Date.
const offsetOf = (moment: number, zone: string): number =>
  -new TZDate(moment, zone).getTimezoneOffset() * 60_000
