import { TZDate } from '@date-fns/tz'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cqlMinute } from '../../plugin/streams/rows/cql-minute.ts'

const numRuns = 300
const seed = 20_260_301
const minuteMs = 60_000
const dayMs = 86_400_000

const zones = Intl.supportedValuesOf('timeZone')

const offsetMs = (at: number, zone: string) => -new TZDate(at, zone).getTimezoneOffset() * minuteMs

/** Every instant at which clocks in the zone show the literal; clocks that jump over it, read it as before or after. */
function readingsOf(literal: string, zone: string): readonly number[] {
  const wall = Date.parse(`${literal.replace(' ', 'T')}:00Z`)
  const offsets = [-2, -1, 0, 1, 2].map((days) => offsetMs(wall + days * dayMs, zone))
  return [...new Set(offsets)].map((offset) => wall - offset)
}

/** The moments of these years at which clocks in the zone are set, to the minute. */
function changesOf(zone: string, fromYear: number, toYear: number): readonly number[] {
  const changes: number[] = []
  const end = Date.UTC(toYear, 0)
  for (let day = Date.UTC(fromYear, 0); day < end; day += 7 * dayMs) {
    if (offsetMs(day, zone) === offsetMs(day + 7 * dayMs, zone)) continue
    let [before, after] = [day, day + 7 * dayMs]
    while (after - before > minuteMs) {
      const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs
      if (offsetMs(middle, zone) === offsetMs(before, zone)) before = middle
      else after = middle
    }
    changes.push(after)
  }
  return changes
}

// What clocks can really show: a jump over an hour has no reading of its own.
const shown = (literal: string, zone: string) => {
  const wall = Date.parse(`${literal.replace(' ', 'T')}:00Z`)
  return readingsOf(literal, zone).filter((at) => at + offsetMs(at, zone) === wall)
}

function expectNotLater(since: number, zone: string) {
  const literal = cqlMinute(new Date(since), zone)
  expect(literal).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)
  for (const place of [zone, 'UTC'])
    for (const reading of shown(literal, place))
      expect(reading, `${new Date(since).toISOString()} as ${literal} read in ${place}`).toBeLessThanOrEqual(
        since,
      )
}

describe('the minute that CQL gets', () => {
  it('is never after the moment, in any zone there is', () => {
    const moment = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) })
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (since, zone) => expectNotLater(since, zone)),
      { numRuns, seed },
    )
  })

  it('is never after the moment, in the hours around any change of the clocks', () => {
    const changing = [
      'Europe/Berlin',
      'America/New_York',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Australia/Adelaide',
    ]
    const odd = [
      'Africa/Casablanca',
      'Africa/Cairo',
      'America/Santiago',
      'Asia/Gaza',
      'Pacific/Chatham',
      'Pacific/Apia',
      'Antarctica/Troll',
    ]
    const edges = [...changing, ...odd].flatMap((zone) =>
      changesOf(zone, 2010, 2028).map((at) => ({ zone, at })),
    )
    expect(edges.length).toBeGreaterThan(200)
    fc.assert(
      fc.property(
        fc.constantFrom(...edges),
        fc.integer({ min: -180 * minuteMs, max: 180 * minuteMs }),
        ({ zone, at }, apart) => expectNotLater(at + apart, zone),
      ),
      { numRuns: 500, seed },
    )
  })

  it('in a zone that nobody tells is never after the moment in any zone', () => {
    const moment = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) })
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (since, zone) => {
        for (const reading of shown(cqlMinute(new Date(since), undefined), zone))
          expect(reading).toBeLessThanOrEqual(since)
      }),
      { numRuns, seed },
    )
  })
})
