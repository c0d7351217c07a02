import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { queueDue } from '../../../src/schedule/scheduler.ts'
import { type Books, openBooks } from '../../../src/store/books.ts'
import type { Schedule } from '../../../src/store/shapes.ts'

let folder: string
let books: Books
let other: Books
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-'))
  books = openBooks(join(folder, 'store.sqlite'))
  other = openBooks(join(folder, 'store.sqlite'))
  books.connections.add({ id: 'c', name: 'c', method: 'm', settings: {}, secrets: {} }, 0)
})
afterEach(async () => {
  books[Symbol.dispose]()
  other[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})

const minute = 60_000

function addSync(
  id: string,
  schedule: Schedule = { kind: 'every', minutes: 10 },
  nextAt = 10 * minute,
): void {
  const shape = { parameters: {}, streams: {}, warehouse: {}, secrets: {}, limits: {} }
  const at = { anchorAt: new Date(0), nextAt: new Date(nextAt) }
  books.syncs.add({ id, name: id, connectionId: 'c', schedule, ...shape, ...at }, 0)
}

const queued = () => books.runs.list({}, { limit: 100, offset: 0 })

function finish(now: number): void {
  const run = books.runs.claim('me', now)
  if (run)
    books.runs.end(run.id, 'me', { status: 'succeeded', reason: null, code: null, listed: 0, landed: 0 }, now)
}

describe('the scheduler', () => {
  it('queues what is due, and nothing before', () => {
    addSync('a')
    expect(queueDue(books, 10 * minute - 1)).toBe(0)
    expect(queueDue(books, 10 * minute)).toBe(1)
    expect(queueDue(books, 10 * minute)).toBe(0)
    expect(queued()).toMatchObject([{ syncId: 'a', trigger: 'schedule', status: 'queued' }])
    expect(books.syncs.find('a')?.nextAt).toEqual(new Date(20 * minute))
  })

  it('gives each slot to one of two servers', () => {
    for (const id of ['a', 'b', 'c']) addSync(id)
    for (let now = 0; now <= 100 * minute; now += 5 * minute) {
      queueDue(other, now)
      queueDue(books, now)
      while (books.runs.count({ status: 'queued' }) > 0) finish(now)
    }
    expect(queued().filter(({ syncId }) => syncId === 'a')).toHaveLength(10)
    expect(queued()).toHaveLength(30)
  })

  it('does not run a slot again, should it be moved back to', () => {
    addSync('a')
    queueDue(books, 10 * minute)
    finish(10 * minute)
    books.syncs.setPaused('a', false, new Date(10 * minute), 0)
    expect(queueDue(other, 11 * minute)).toBe(0)
    expect(queued()).toHaveLength(1)
  })

  it('catches up once on what was missed', () => {
    addSync('a')
    expect(queueDue(books, 95 * minute)).toBe(1)
    finish(95 * minute)
    expect(queued()).toMatchObject([{ trigger: 'catch_up' }])
    expect(queueDue(books, 96 * minute)).toBe(0)
    expect(books.syncs.find('a')?.nextAt).toEqual(new Date(100 * minute))
  })

  it('lets a slot wait for the end of the run under way, and several become one', () => {
    addSync('a')
    queueDue(books, 10 * minute)
    const run = books.runs.claim('me', 10 * minute)
    expect(queueDue(books, 45 * minute)).toBe(0)
    books.runs.end(
      run?.id ?? '',
      'me',
      { status: 'succeeded', reason: null, code: null, listed: 0, landed: 0 },
      45 * minute,
    )
    expect(queueDue(books, 46 * minute)).toBe(1)
    finish(46 * minute)
    expect(queueDue(books, 47 * minute)).toBe(0)
  })

  it('comes to a slot however many others wait for the ends of their runs', () => {
    for (let number = 0; number < 101; number += 1) addSync(`busy-${number}`)
    while (queueDue(books, 10 * minute) > 0);
    addSync('free', undefined, 21 * minute)
    expect(queueDue(books, 21 * minute)).toBe(1)
    expect(books.runs.underWay('free')).toMatchObject({ status: 'queued' })
  })

  it('passes over a sync that is paused', () => {
    addSync('a')
    books.syncs.setPaused('a', true, undefined, 0)
    expect(queueDue(books, 100 * minute)).toBe(0)
  })

  it('runs what follows another sync when it is made due', () => {
    addSync('a')
    addSync('b', { kind: 'after', syncId: 'a' }, 1)
    expect(queueDue(books, 2)).toBe(1)
    expect(queued()).toMatchObject([{ syncId: 'b', trigger: 'after' }])
    expect(books.syncs.find('b')?.nextAt).toBeUndefined()
  })
})
