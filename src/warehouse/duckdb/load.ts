import { SyncError } from '../../contract/errors.ts'
import type { Checkpoint, Load, LoadRequest } from '../../contract/warehouse.ts'
import { type Batch, openBatch } from '../batch.ts'
import { missingReferences } from '../sql/references.ts'
import { countLive, countUnseen, type Generation, unseenAfter } from '../sql/seen.ts'
import { createStaging } from '../sql/stage.ts'
import { seedState } from '../sql/state.ts'
import type { Statement } from '../sql/statement.ts'
import { presentTables } from './catalog.ts'
import { type CommitWork, commitBatch, commitSweep } from './commit.ts'
import { connect, inTurn, type Site, select } from './connections.ts'

/** Opens one stream's writing on a connection of its own. A line of more than `limitBytes` loses its largest values. */
export async function openDuckdbLoad(site: Site, request: LoadRequest, limitBytes: number): Promise<Load> {
  const { table, sync } = request
  if (request.sequence === 0)
    await inTurn(site, (session) => session.run(seedState(site.place, sync, table.name)))
  const session = await connect(site)
  for (const staging of createStaging(site.place, table)) await session.run(staging)
  const generation = generationOf(request)
  let batch: Batch | undefined
  let batches = 0
  let sequence = request.sequence
  let working: Promise<unknown> = Promise.resolve()
  const inOrder = <Result>(task: () => Promise<Result>) => {
    const mine = site.database.commits(task)
    working = mine.catch(() => undefined)
    return mine
  }
  const work = (checkpoint: Checkpoint): CommitWork => ({
    session,
    place: site.place,
    request,
    sequence,
    checkpoint,
  })
  const newBatch = () => {
    batches += 1
    const name = `${table.name}-${crypto.randomUUID()}-${batches}`
    return openBatch(site.database.stagingFolder, name, table, limitBytes)
  }
  const dropBatch = async () => {
    const dropped = batch
    batch = undefined
    await dropped?.[Symbol.asyncDispose]()
  }
  return {
    get stagedBytes() {
      return batch?.rows.bytes ?? 0
    },
    get stagedRows() {
      return batch?.rows.rows ?? 0
    },
    async stage(records) {
      if (records.length === 0) return
      batch ??= await newBatch()
      await batch.stage(records)
    },
    async commit(checkpoint) {
      await batch?.flush()
      const counts = await inOrder(() => commitBatch(work(checkpoint), batch, limitBytes))
      sequence += 1
      await dropBatch()
      return counts
    },
    async sweep(checkpoint) {
      if (generation === undefined) throw misuse('a sweep without a generation would delete everything')
      if (batch !== undefined) throw misuse('a sweep with rows staged would delete them')
      const count = await inOrder(() => commitSweep(work(checkpoint), generation.generation))
      sequence += 1
      return count
    },
    ...questions(site, request, generation),
    async [Symbol.asyncDispose]() {
      await working
      session[Symbol.dispose]()
      await dropBatch()
    },
  }
}

/** What a load can tell of its table; reads what is committed. */
function questions(
  site: Site,
  { table, behaviour }: LoadRequest,
  generation: Generation | undefined,
): Pick<Load, 'unseen' | 'suspects' | 'references'> {
  const sweeps = behaviour === 'append' ? undefined : generation
  return {
    async unseen() {
      const live = await count(site, countLive(site.place, table))
      const unseen = sweeps === undefined ? 0 : await count(site, countUnseen(site.place, table, sweeps))
      return { unseen, live }
    },
    async *suspects(batchSize) {
      if (sweeps === undefined) return
      yield* batches(site, (after) => unseenAfter(site.place, table, sweeps, after, batchSize))
    },
    async *references(from, batchSize) {
      const present = await presentTables(site)
      const pointing = from.filter(({ name }) => present.has(name.toLowerCase()))
      yield* batches(site, (after) =>
        missingReferences(site.place, { table, from: pointing, generation, after, limit: batchSize }),
      )
    },
  }
}

/** Keys in order, each batch asked for after the last key of the one before: commits in between do no harm. */
async function* batches(
  site: Site,
  next: (after: string | undefined) => Statement | undefined,
): AsyncIterable<readonly string[]> {
  let after: string | undefined
  while (true) {
    const statement = next(after)
    if (statement === undefined) return
    const keys = (await select(site, statement)).map(([key]) => String(key))
    if (keys.length === 0) return
    yield keys
    after = keys.at(-1)
  }
}

async function count(site: Site, statement: Statement): Promise<number> {
  const [row] = await select(site, statement)
  return Number(row?.[0])
}

function generationOf({ sync, generation }: LoadRequest): Generation | undefined {
  return generation === undefined ? undefined : { sync, generation }
}

function misuse(why: string): SyncError {
  return new SyncError('bug', `The run asked for something unsafe: ${why}.`, { code: 'unsafe_sweep' })
}
