import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBooks } from '../../../src/store/books.ts'
import { openStore, type Store, type Value } from '../../../src/store/database.ts'
import { noticeBook } from '../../../src/store/notices.ts'
import { progressBook } from '../../../src/store/progress.ts'
import { wordBook } from '../../../src/store/run-words.ts'
import { runBook } from '../../../src/store/runs.ts'
import { syncBook } from '../../../src/store/syncs.ts'
import { seed } from '../../support/history.ts'

let folder: string
let store: Store
let plans: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'questions-'))
  const path = join(folder, 'store.sqlite')
  using books = openBooks(path)
  seed(books, 10, 20)
  store = openStore(path)
})
afterAll(async () => {
  store[Symbol.dispose]()
  await rm(folder, { recursive: true })
})

/** How the store would find what these questions ask for. */
function plansOf(ask: (store: Store) => unknown): string {
  plans = []
  const explain = (sql: string, values: readonly Value[]) => {
    const steps = store.all(`explain query plan ${sql}`, ...values)
    plans.push(steps.map((step) => String(Reflect.get(Object(step), 'detail'))).join('; '))
  }
  ask({
    ...store,
    all(sql, ...values) {
      explain(sql, values)
      return store.all(sql, ...values)
    },
    get(sql, ...values) {
      explain(sql, values)
      return store.get(sql, ...values)
    },
  })
  expect(plans).not.toEqual([])
  return plans.join('\n')
}

const slice = { limit: 25, offset: 0 }
const ids = ['s1', 's2']

// What grows with the history is never walked through, nor sorted, to find a page of it.
describe('a long history', () => {
  it.each<[string, (store: Store) => unknown]>([
    ['the newest runs', (it) => runBook(it).list({}, slice)],
    ['those of a sync', (it) => runBook(it).list({ syncId: 's1' }, slice)],
    ['those of a status', (it) => runBook(it).list({ status: 'failed' }, slice)],
    ['those of both', (it) => runBook(it).list({ syncId: 's1', status: 'failed' }, slice)],
    ['how many of both', (it) => runBook(it).count({ syncId: 's1', status: 'failed' })],
    ['how many of a sync', (it) => runBook(it).count({ syncId: 's1' })],
    ['how many of each status', (it) => runBook(it).countByStatus()],
    ['runs by their ids', (it) => runBook(it).these(['s1-1', 's2-2'])],
    ['what is under way', (it) => runBook(it).underWay('s1')],
    ['what is under way of some', (it) => runBook(it).underWayOf(ids)],
    ['what is lost', (it) => runBook(it).lost(100, 10)],
    ['what has ended', (it) => runBook(it).ended('s1', 50)],
    ['the newest of each sync', (it) => syncBook(it).newest(500)],
    ['syncs that are unwell', (it) => syncBook(it).unwell(10)],
    ['syncs that are due', (it) => syncBook(it).due(1, 100)],
    ['the streams of runs', (it) => progressBook(it).of(['s1-1', 's2-2'])],
    ['the lines of a run', (it) => wordBook(it).lines('s1-1', {}, slice)],
    ['the lines after one', (it) => wordBook(it).linesAfter('s1-1', {}, 5, 500)],
    ['the events after one', (it) => wordBook(it).events('s1-1', 5)],
    ['notices', (it) => noticeBook(it).list(slice)],
  ])('is not walked through for %s', (_, ask) => {
    expect(plansOf(ask)).not.toMatch(/SCAN (runs|run_\w+)(?! USING)/)
  })

  it('is found by both the sync and the status where both are asked for', () => {
    const filter = { syncId: 's1', status: 'failed' } as const
    const plan = plansOf((it) => [runBook(it).list(filter, slice), runBook(it).count(filter)])
    expect(plan).toMatch(/runs_of_sync_by_status \(sync_id=\? AND status=\?\)\n.*runs_of_sync_by_status/)
    expect(plan).not.toContain('TEMP B-TREE')
  })
})
