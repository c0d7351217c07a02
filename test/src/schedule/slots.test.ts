import { describe, expect, it } from 'vitest'
import { nextSlot, validateSchedule } from '../../../src/schedule/slots.ts'
import type { Schedule } from '../../../src/store/shapes.ts'

const anchor = new Date('2026-01-01T00:10:00Z')

function slots(schedule: Schedule, from: string, count: number): string[] {
  const found: string[] = []
  let at = new Date(from)
  for (let turn = 0; turn < count; turn += 1) {
    at = nextSlot(schedule, anchor, at) ?? at
    found.push(at.toISOString())
  }
  return found
}

const cron = (expression: string, timeZone: string) => ({ kind: 'cron', expression, timeZone }) as const

describe('slots', () => {
  it('count from the anchor, whatever the clocks do', () => {
    expect(slots({ kind: 'every', minutes: 30 }, '2026-03-29T00:41:00Z', 3)).toEqual([
      '2026-03-29T01:10:00.000Z',
      '2026-03-29T01:40:00.000Z',
      '2026-03-29T02:10:00.000Z',
    ])
    expect(slots({ kind: 'every', minutes: 60 }, '2026-01-01T00:10:00Z', 1)).toEqual([
      '2026-01-01T01:10:00.000Z',
    ])
  })

  it('go by the clock of their zone', () => {
    expect(slots(cron('0 6 * * *', 'Europe/Berlin'), '2026-03-28T04:00:00Z', 3)).toEqual([
      '2026-03-28T05:00:00.000Z',
      '2026-03-29T04:00:00.000Z',
      '2026-03-30T04:00:00.000Z',
    ])
  })

  it('come once on the day that has no such time, and once on the day that has it twice', () => {
    const spring = slots(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-28T12:00:00Z', 2)
    expect(spring.filter((at) => at.startsWith('2026-03-29'))).toHaveLength(1)
    expect(spring[1]).toBe('2026-03-30T00:30:00.000Z')
    const autumn = slots(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00:00Z', 2)
    expect(autumn.filter((at) => at.startsWith('2026-10-25'))).toHaveLength(1)
    expect(autumn[1]).toBe('2026-10-26T01:30:00.000Z')
  })

  it.each([
    ['*/7 * * * *', '2026-10-25T01:07:00Z', '2026-10-25T02:00:00.000Z'],
    ['30 2 * * *', '2026-10-25T01:07:00Z', '2026-10-26T01:30:00.000Z'],
    ['30 2 * * *', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00.000Z'],
    ['15 1-3 * * *', '2026-10-25T01:59:59Z', '2026-10-25T02:15:00.000Z'],
  ])('of "%s" do not lie behind in the hour that comes again (%s)', (expression, from, next) => {
    expect(slots(cron(expression, 'Europe/Berlin'), from, 1)).toEqual([next])
  })

  it('are none where nothing says when', () => {
    expect(nextSlot({ kind: 'manual' }, anchor, anchor)).toBeUndefined()
    expect(nextSlot({ kind: 'after', syncId: 'x' }, anchor, anchor)).toBeUndefined()
  })

  it.each([
    ['61 * * * *', 'UTC', 'schedule.expression'],
    ['* * *', 'UTC', 'schedule.expression'],
    ['0 0 30 2 *', 'UTC', 'schedule.expression'],
    ['0 6 * * *', 'Mars/Olympus', 'schedule.timeZone'],
  ])('are refused for "%s" in %s', (expression, zone, field) => {
    expect(() => validateSchedule(cron(expression, zone), anchor)).toThrow(
      expect.objectContaining({ kind: 'config', field }),
    )
  })
})
