import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import { ask, at, item, items, openItems } from '../contracts/warehouse-tables.ts'

const numRuns = 40
const seed = 20_260_301

// Batches that merge are held to a model in test/contracts/warehouse-merge-model.ts; these are the other ways to land.
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const row = fc.record({ id, version: fc.integer({ min: 1, max: 4 }), title: fc.constantFrom('x', 'y', 'z') })
const batches = fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 6 })

const staged = ({ id, version, title }: { id: string; version: number; title: string }) =>
  item(id, version, title)

const opened = async () => {
  const warehouse = await openDuckdb({ path: ':memory:' })
  await warehouse.migrate('demo', [items])
  return warehouse
}

describe('any batches', () => {
  it('that are appended leave the last copy of every version, each once', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (list) => {
        await using warehouse = await opened()
        await using load = await openItems(warehouse, { behaviour: 'append' })
        const model = new Map<string, string>()
        for (const [index, batch] of list.entries()) {
          await load.stage(batch.map(staged))
          const counts = await load.commit({ state: index, at: at(index) })
          const before = model.size
          for (const { id, version, title } of batch) model.set(`${id}@${version}`, title)
          const { deduplicated, unchanged, changed } = counts
          expect(counts.new + changed + unchanged + deduplicated).toBe(batch.length)
          expect(model.size - before).toBeLessThanOrEqual(counts.new + changed)
        }
        const rows = await ask(warehouse, `select id || '@' || version_number, title from items order by 1`)
        expect(rows).toEqual([...model].toSorted(([one], [other]) => (one < other ? -1 : 1)))
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
          await using warehouse = await opened()
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
