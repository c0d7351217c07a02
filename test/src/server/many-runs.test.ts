import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { openTestControl } from '../../support/control.ts'
import { seed } from '../../support/history.ts'

let control: ServedControl
beforeEach(async () => {
  control = await openTestControl()
  seed(control.books, 100, 100)
})
afterEach(() => control[Symbol.asyncDispose]())

describe('10,000 runs of 100 syncs', () => {
  it('are listed by the page, newest first, with their number', async () => {
    const page = await control.runs.list({ page: 3, pageSize: 50 })
    expect(page).toMatchObject({ total: 10_000, page: 3, items: { length: 50 } })
    const own = await control.runs.list({ syncId: 's7', pageSize: 10 })
    expect(own.total).toBe(100)
    expect(own.items.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, turn) => `s7-${99 - turn}`))
    const { items } = await control.syncs.list({ pageSize: 100 })
    expect(items).toHaveLength(100)
    for (const sync of items.slice(0, 5)) expect(sync).toEqual(await control.syncs.get(sync.id))
    expect(items.every(({ id, lastRun }) => lastRun?.id === `${id}-99`)).toBe(true)
    expect((await control.syncs.history('s7', 20)).map(({ runId }) => runId).at(-1)).toBe('s7-99')
  })
  it('stand beside the run that a sync has under way', async () => {
    const draft = { syncId: 's9', syncName: 'sync-9', trigger: 'manual', options: {} } as const
    control.books.runs.queue({ id: 'waiting', ...draft }, 200)
    const { items } = await control.syncs.list({ pageSize: 100 })
    const busy = items.filter(({ currentRun }) => currentRun !== undefined)
    expect(busy).toMatchObject([{ id: 's9', currentRun: { id: 'waiting' }, lastRun: { id: 's9-99' } }])
  })
})
