import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { ask, counts, item, items, land, openItems, owners } from '../contracts/warehouse-tables.ts'
import { asLive, openLanding } from '../support/landing.ts'
import { capped, openMeddledSite } from '../support/meddled-site.ts'
import { listings, pagesOnly } from './listings.ts'

let warehouse: Warehouse
beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
  await warehouse.migrate('demo', [items, owners])
})
afterEach(() => warehouse[Symbol.asyncDispose]())

describe('nothing lands twice', () => {
  it('when a batch is tried again: what the first try staged is not taken along [airbyte #8832]', async () => {
    const first = await openItems(warehouse)
    await first.stage([item('1', 1, 'half'), item('2', 1, 'half')])
    await first[Symbol.asyncDispose]()
    await using again = await openItems(warehouse)
    expect(await land(again, [item('1', 1, 'whole')])).toEqual(counts({ new: 1 }))
    expect(await ask(warehouse, 'select id, title from items')).toEqual([['1', 'whole']])
  })

  it('when two loads stage at the same time: each has a place of its own [airbyte #30531, #30492]', async () => {
    await using one = await openItems(warehouse)
    await using other = await openItems(warehouse, { table: owners })
    await Promise.all([one.stage([item('1', 1)]), other.stage([{ row: { id: 'a' }, raw: null }])])
    const landed = await Promise.all([
      land(one, [item('2', 1)]),
      land(other, [{ row: { id: 'b' }, raw: null }]),
    ])
    expect(landed).toEqual([counts({ new: 2 }), counts({ new: 2 })])
    expect(await ask(warehouse, 'select id from owners order by id')).toEqual(['a', 'b'])
  })

  it('when one batch has a key twice, new or known: the newest version wins [MERGE error 100090]', async () => {
    await using load = await openItems(warehouse)
    await land(load, [item('known', 1, 'old')])
    const batch = ['known', 'new'].flatMap((id) => [item(id, 3, 'newest'), item(id, 2, 'older')])
    expect(await land(load, batch)).toEqual(counts({ new: 1, changed: 1, deduplicated: 2 }))
    expect(await ask(warehouse, 'select id, title from items order by id')).toEqual([
      ['known', 'newest'],
      ['new', 'newest'],
    ])
  })

  it('when the same record is listed again, in one run or the next [ragflow #16665]', async () => {
    await using site = await openMeddledSite({ pages: 40, seed: 3 })
    site.meddle({
      ...capped(7),
      after: (answer, { path }) =>
        path === listings.pages ? { ...answer, results: [...answer.results, ...answer.results] } : answer,
    })
    await using landing = await openLanding(site, pagesOnly)
    const truth = asLive(await site.truth('pages'))
    const { reports } = await landing.sync()
    expect(reports['pages']).toMatchObject({ new: truth.length, deduplicated: truth.length })
    for (const options of [{}, { fullRefresh: true }])
      expect((await landing.sync(options)).reports['pages']).toMatchObject({ new: 0, changed: 0 })
    expect(await landing.live('pages')).toEqual(truth)
  })
})
