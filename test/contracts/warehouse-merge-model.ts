import fc from 'fast-check'
import { expect } from 'vitest'
import type { CommitCounts, Warehouse } from '../../src/contract/warehouse.ts'
import { ask, at, item, items, openItems } from './warehouse-tables.ts'

interface Staged {
  readonly id: string
  readonly version: number | null
  readonly title: string
}

type Step = { readonly sweep: boolean; readonly rows: readonly Staged[]; readonly deleted: readonly string[] }

type Model = Map<string, Staged & { readonly deleted: boolean }>

const id = fc.constantFrom('a', 'b', 'c', 'd')
const staged = fc.record({
  id,
  version: fc.constantFrom(null, 1, 2, 3),
  title: fc.constantFrom('x', 'y'),
})
const step = fc.record({
  sweep: fc.boolean(),
  rows: fc.array(staged, { maxLength: 6 }),
  deleted: fc.array(id, { maxLength: 2 }),
})
const steps = fc.array(step, { minLength: 1, maxLength: 6 })

/** Runs any steps on the warehouse and on a model; a step is a batch, or a full read that ends in a sweep. */
export async function askBoth(open: () => Promise<Warehouse>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await using warehouse = await open()
      await warehouse.migrate('demo', [items])
      const model: Model = new Map()
      let sequence = 0
      for (const [index, step] of list.entries()) {
        await using load = await openItems(warehouse, {
          sequence,
          ...(step.sweep ? { generation: `g${index}` } : {}),
        })
        await load.stage(step.rows.map(({ id, version, title }) => item(id, version, title)))
        const { deleted } = step
        const counts = await load.commit({ state: index, at: at(index), deleted })
        expect(counts).toEqual(landInModel(model, step))
        sequence += 1
        if (step.sweep) {
          expect(await load.sweep({ state: index, at: at(index) })).toBe(sweepModel(model, step))
          sequence += 1
        }
      }
      expect(
        await ask(
          warehouse,
          'select id, version_number, title, _deleted_at is not null from items order by id',
        ),
      ).toEqual(
        [...model.values()]
          .toSorted((one, other) => (one.id < other.id ? -1 : 1))
          .map(({ id, version, title, deleted }) => [id, version, title, deleted]),
      )
    }),
    { numRuns: 25 },
  )
}

function landInModel(model: Model, { rows, sweep, deleted }: Step): CommitCounts {
  const newest = new Map<string, Staged>()
  for (const row of rows) {
    const before = newest.get(row.id)
    if (before === undefined || (row.version ?? -1) >= (before.version ?? -1)) newest.set(row.id, row)
  }
  const gone = [...model.values()].filter(
    (row) => deleted.includes(row.id) && !row.deleted && !newest.has(row.id),
  )
  for (const row of gone) model.set(row.id, { ...row, deleted: true })
  const deduplicated = rows.length - newest.size
  const counts = { new: 0, changed: 0, unchanged: 0, deduplicated, deleted: gone.length }
  for (const row of newest.values()) {
    const fate = fateOf(row, model.get(row.id), sweep)
    counts[fate] += 1
    if (fate !== 'unchanged') model.set(row.id, { ...row, deleted: false })
  }
  return counts
}

// A full read is the truth about what it has not met; elsewhere a lower version is an old copy.
function fateOf(
  row: Staged,
  landed: (Staged & { readonly deleted: boolean }) | undefined,
  isFullRead: boolean,
) {
  if (landed === undefined) return 'new'
  if (landed.deleted) return 'changed'
  if (!isFullRead && row.version !== null && landed.version !== null && row.version < landed.version)
    return 'unchanged'
  return row.version === landed.version && row.title === landed.title ? 'unchanged' : 'changed'
}

function sweepModel(model: Model, { rows }: Step): number {
  const seen = new Set(rows.map(({ id }) => id))
  const gone = [...model.values()].filter(({ id, deleted }) => !deleted && !seen.has(id))
  for (const row of gone) model.set(row.id, { ...row, deleted: true })
  return gone.length
}
