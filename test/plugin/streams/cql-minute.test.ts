import { TZDate } from '@date-fns/tz'
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cqlMinute } from '../../../plugin/streams/rows/cql-minute.ts'

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Apia',
]

// Every instant that clocks in the zone could show as the literal.
function readingsOf(literal: string, zone: string): readonly number[] {
  const wall = Date.parse(`${literal.replace(' ', 'T')}:00Z`)
  const offsets = Array.from({ length: 105 }, (_, place) => (place - 48) * 15 * 60_000)
  return offsets
    .map((offset) => wall - offset)
    .filter((reading) => reading - new TZDate(reading, zone).getTimezoneOffset() * 60_000 === wall)
}

describe('a moment as CQL writes it', () => {
  it.each([
    ['in UTC for a zone east of it', '2026-03-01T12:34:56.789Z', 'Europe/Berlin', '2026-03-01 12:34'],
    ['in a zone west of UTC', '2026-03-01T12:34:56.789Z', 'America/New_York', '2026-03-01 07:34'],
    ['in a zone of half hours', '2026-03-01T12:34:56.789Z', 'America/St_Johns', '2026-03-01 09:04'],
    ['in no known zone, by the lowest', '2026-03-01T12:34:56.789Z', undefined, '2026-03-01 00:34'],
    ['in a zone that does not exist', '2026-03-01T12:34:56.789Z', 'Mars/Olympus', '2026-03-01 00:34'],
    [
      'in the hour that comes twice, by the hour before',
      '2026-11-01T05:30:00Z',
      'America/New_York',
      '2026-11-01 00:30',
    ],
  ])('%s', (_, since, zone, expected) => {
    expect(cqlMinute(new Date(since), zone)).toBe(expected)
  })

  it('never means a later moment, in the zone or in UTC, and no earlier one than it must', () => {
    const moments = fastCheck.date({
      min: new Date('2005-01-01'),
      max: new Date('2037-01-01'),
      noInvalidDate: true,
    })
    fastCheck.assert(
      fastCheck.property(moments, fastCheck.constantFrom(...zones), (since, zone) => {
        const literal = cqlMinute(since, zone)
        const readings = [...readingsOf(literal, zone), ...readingsOf(literal, 'UTC')]
        expect(Math.max(...readings)).toBeLessThanOrEqual(since.getTime())
        const offsetMs = new TZDate(since.getTime(), zone).getTimezoneOffset() * 60_000
        const slackMs = Math.abs(offsetMs) + 2 * 3_600_000 + 60_000
        expect(Math.min(...readings)).toBeGreaterThan(since.getTime() - slackMs)
      }),
    )
  })

  it('in an unknown zone means a moment not later wherever it is read', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.constantFrom(...zones), (zone) => {
        const since = new Date('2026-07-01T00:00:30Z')
        for (const reading of readingsOf(cqlMinute(since, undefined), zone))
          expect(reading).toBeLessThanOrEqual(since.getTime())
      }),
    )
  })
})
