import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { ask, at, item, items, openItems } from '../contracts/warehouse-tables.ts'

const numRuns = 25
const seed = 20_260_301

// Batches that merge are held to a model in test/contracts/warehouse-merge-model.ts; these are the other ways to land.
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const row = fc.record({ id, version: fc.integer({ min: 1, max: 4 }), title: fc.constantFrom('x', 'y', 'z') })
const batches = fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 4 })

const staged = ({ id, version, title }: { id: string; version: number; title: string }) =>
  item(id, version, title)

interface Version {
  readonly version: number
  readonly title: string
}

const isNews = ({ version, title }: Version, landed: Version | undefined): boolean =>
  landed === undefined || version > landed.version || (version === landed.version && title !== landed.title)

let warehouse: Warehouse
beforeAll(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
  await warehouse.migrate('demo', [items])
})
afterAll(() => warehouse[Symbol.asyncDispose]())

describe('any batches', () => {
  it('that are appended leave every version that was news when it came, and no copies', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (list) => {
        await warehouse.reset('demo', [items])
        await using load = await openItems(warehouse, { behaviour: 'append' })
        const model: string[] = []
        // What landed last of each id: older versions are old copies, the same one again is no news.
        const newest = new Map<string, Version>()
        for (const [index, batch] of list.entries()) {
          await load.stage(batch.map(staged))
          const counts = await load.commit({ state: index, at: at(index) })
          const versions = [...new Map(batch.map((one) => [`${one.id}@${one.version}`, one])).values()]
          const news = versions.filter((one) => isNews(one, newest.get(one.id)))
          model.push(...news.map(({ id, version, title }) => `${id}@${version} ${title}`))
          for (const one of news.toSorted((a, b) => a.version - b.version)) newest.set(one.id, one)
          expect(counts.new + counts.changed).toBe(news.length)
          expect(counts.unchanged).toBe(versions.length - news.length)
          expect(counts.deduplicated).toBe(batch.length - versions.length)
        }
        const sql = `select id || '@' || version_number || ' ' || title from items order by 1`
        expect(await ask(warehouse, sql)).toEqual(model.toSorted())
      }),
      { numRuns, seed },
    )
  })

  it.each(['merge', 'replace'] as const)(
    'of a full read that takes several runs leave what it has met, and nothing else alive (%s)',
    { timeout: 60_000 },
    async (behaviour) => {
      await fc.assert(
        fc.asyncProperty(batches, batches, async (before, read) => {
          await warehouse.reset('demo', [items])
          let sequence = 0
          const land = async (batch: readonly (typeof before)[number][number][], generation: string) => {
            const request = { behaviour, sequence, generation, runId: `run-${sequence}` }
            await using load = await openItems(warehouse, request)
            await load.stage(batch.map(staged))
            await load.commit({ state: sequence, at: at(sequence) })
            sequence += 1
          }
          for (const batch of before) await land(batch, 'first')
          for (const batch of read) await land(batch, 'second')
          const known = new Set(before.flat().map(({ id }) => id))
          const met = new Set(read.flat().map(({ id }) => id))
          await using load = await openItems(warehouse, { behaviour, sequence, generation: 'second' })
          const swept = await load.sweep({ state: 'swept', at: at(sequence) })
          expect(swept).toBe([...known].filter((one) => !met.has(one)).length)
          const live = await ask(warehouse, 'select id from items where _deleted_at is null order by id')
          expect(live).toEqual([...met].toSorted())
          const all = await ask(warehouse, 'select count(*), count(distinct id) from items')
          const kept = behaviour === 'replace' ? met.size : new Set([...known, ...met]).size
          expect(all).toEqual([[kept, kept]])
        }),
        { numRuns, seed },
      )
    },
  )
})
