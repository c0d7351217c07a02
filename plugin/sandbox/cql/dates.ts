import { TZDate } from '@date-fns/tz'
import { add } from 'date-fns'
import type { HTTPException } from 'hono/http-exception'
import { refuseCql } from '../http/errors.ts'
import type { Value } from './parse.ts'

/** What a date literal covers, in epoch milliseconds: a minute. `dayEnd`: the end of a date without a time. */
export interface Moment {
  readonly start: number
  readonly end: number
  readonly dayEnd?: number
}

const literal = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: (\d{1,2}):(\d{2}))?$/
const relative = /^([+-]?)(\d+)([yMwdhm])$/
const units = { y: 'years', M: 'months', w: 'weeks', d: 'days', h: 'hours', m: 'minutes' } as const
const minute = 60_000

/**
 * A date of CQL: no seconds, no zone, read in the caller's; or `now("-90m")`. Throws HTTPException 400 for other forms.
 * https://developer.atlassian.com/server/confluence/cql-field-reference/#created
 */
export function momentOf(value: Value, zone: string, now: number): Moment {
  const start = value.call === undefined ? literalStart(value.text, zone) : callStart(value, zone, now)
  const isDay = value.call === undefined && !value.text.includes(':')
  return {
    start,
    end: start + minute,
    ...(isDay ? { dayEnd: add(new TZDate(start, zone), { days: 1 }).getTime() } : {}),
  }
}

function literalStart(text: string, zone: string): number {
  const found = literal.exec(text)
  if (found === null) throw refused(text)
  const [year = 0, month = 0, day = 0, hour = 0, minutes = 0] = [1, 3, 4, 5, 6].map((group) =>
    Number(found[group] ?? 0),
  )
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minutes < 60
  if (!isReal) throw refused(text)
  return new TZDate(year, month - 1, day, hour, minutes, zone).getTime()
}

function callStart(value: Value, zone: string, now: number): number {
  if (value.call !== 'now') throw refuseCql(`No function exists with the name: '${value.call}'`)
  const floored = now - (now % minute)
  if (value.text === '') return floored
  const found = relative.exec(value.text)
  const unit = unitOf(found?.[3])
  if (found === null || unit === undefined) throw refused(value.text)
  const amount = Number(found[2]) * (found[1] === '-' ? -1 : 1)
  return add(new TZDate(floored, zone), { [unit]: amount }).getTime()
}

function unitOf(letter: string | undefined) {
  return Object.entries(units).find(([name]) => name === letter)?.[1]
}

function refused(text: string): HTTPException {
  return refuseCql(
    `Could not parse date from '${text}'; use yyyy-MM-dd, yyyy/MM/dd, yyyy-MM-dd HH:mm or yyyy/MM/dd HH:mm`,
  )
}
