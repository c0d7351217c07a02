import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import type { Books } from '../../../src/store/books.ts'
import { openTestControl } from '../../support/control.ts'

let control: ServedControl
beforeAll(async () => {
  control = await openTestControl()
  seed(control.books, 100, 100)
})
afterAll(() => control[Symbol.asyncDispose]())

/** So many syncs with so many runs each. */
function seed(books: Books, syncs: number, runs: number): void {
  const end = { status: 'succeeded', reason: null, code: null, listed: 10, landed: 1 } as const
  const shape = { parameters: {}, streams: {}, warehouse: {}, secrets: {}, limits: {} }
  books.together(() => {
    books.connections.add({ id: 'c', name: 'c', method: 'm', settings: {}, secrets: {} }, 0)
    for (let sync = 0; sync < syncs; sync += 1) {
      const [syncId, name] = [`s${sync}`, `sync-${sync}`]
      const at = { anchorAt: new Date(0), nextAt: undefined }
      books.syncs.add(
        { id: syncId, name, connectionId: 'c', schedule: { kind: 'manual' }, ...shape, ...at },
        0,
      )
      for (let run = 0; run < runs; run += 1) {
        const id = `${syncId}-${run}`
        books.runs.queue({ id, syncId, syncName: name, trigger: 'manual', options: {} }, run)
        books.runs.claim('me', run)
        books.runs.end(id, 'me', end, run + 1)
        books.syncs.noteRun(syncId, id)
      }
    }
  })
}

describe('10,000 runs of 100 syncs', () => {
  it('are listed by the page, newest first, with their number', async () => {
    const page = await control.runs.list({ page: 3, pageSize: 50 })
    expect(page).toMatchObject({ total: 10_000, page: 3, items: { length: 50 } })
    const own = await control.runs.list({ syncId: 's7', pageSize: 10 })
    expect(own.total).toBe(100)
    expect(own.items.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, turn) => `s7-${99 - turn}`))
    expect((await control.syncs.list({ pageSize: 100 })).items).toHaveLength(100)
    expect((await control.syncs.history('s7', 20)).map(({ runId }) => runId).at(-1)).toBe('s7-99')
  })
})
