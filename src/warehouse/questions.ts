import { SyncError } from '../contract/errors.ts'
import type { Load, LoadRequest } from '../contract/warehouse.ts'
import { lowered, type PresentTables } from './sql/evolve.ts'
import { missingReferences } from './sql/references.ts'
import { countLive, countUnseen, type Generation, unseenAfter } from './sql/seen.ts'
import type { Place, Select, Statement } from './sql/statement.ts'

export interface Asking {
  readonly place: Place
  readonly select: Select
  readonly presentTables: () => Promise<PresentTables>
}

/** What a load can tell of its table; reads what is committed. */
export function questions(
  { place, select, presentTables }: Asking,
  request: LoadRequest,
): Pick<Load, 'unseen' | 'suspects' | 'references'> {
  const { table, behaviour } = request
  const generation = generationOf(request)
  const sweeps = behaviour === 'append' ? undefined : generation
  return {
    async unseen() {
      const live = await count(select, countLive(place, table))
      const unseen = sweeps === undefined ? 0 : await count(select, countUnseen(place, table, sweeps))
      return { unseen, live }
    },
    async *suspects(batchSize) {
      if (sweeps === undefined) return
      yield* batches(select, (after) => unseenAfter(place, table, sweeps, after, batchSize))
    },
    async *references(from, batchSize) {
      const present = await presentTables()
      const pointing = from.filter(({ name }) => present.has(lowered(place, name)))
      yield* batches(select, (after) =>
        missingReferences(place, { table, from: pointing, generation, after, limit: batchSize }),
      )
    },
  }
}

export function generationOf({ sync, generation }: LoadRequest): Generation | undefined {
  return generation === undefined ? undefined : { sync, generation }
}

/** The generation that a sweep goes by. Throws SyncError `bug` code `unsafe_sweep` when it could delete too much. */
export function sweepable(request: LoadRequest, stagedRows: number): Generation {
  const generation = generationOf(request)
  if (generation === undefined) throw misuse('a sweep without a generation would delete everything')
  if (stagedRows > 0) throw misuse('a sweep with rows staged would delete them')
  return generation
}

/** Keys in order, each batch asked for after the last key of the one before: commits in between do no harm. */
async function* batches(
  select: Select,
  next: (after: string | undefined) => Statement | undefined,
): AsyncIterable<readonly string[]> {
  let after: string | undefined
  while (true) {
    const statement = next(after)
    if (statement === undefined) return
    const keys = (await select(statement)).map(([key]) => String(key))
    if (keys.length === 0) return
    yield keys
    after = keys.at(-1)
  }
}

async function count(select: Select, statement: Statement): Promise<number> {
  const [row] = await select(statement)
  return Number(row?.[0])
}

function misuse(why: string): SyncError {
  return new SyncError('bug', `The run asked for something unsafe: ${why}.`, { code: 'unsafe_sweep' })
}
