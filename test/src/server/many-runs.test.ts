import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { openTestControl } from '../../support/control.ts'
import { seed } from '../../support/history.ts'

let control: ServedControl
beforeAll(async () => {
  control = await openTestControl()
  seed(control.books, 100, 100)
})
afterAll(() => control[Symbol.asyncDispose]())

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
