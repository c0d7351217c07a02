import type { Checkpoint, Load, LoadRequest } from '../../contract/warehouse.ts'
import { type Batch, openBatch } from '../batch.ts'
import { questions, sweepable } from '../questions.ts'
import { createStaging } from '../sql/stage.ts'
import { seedState } from '../sql/state.ts'
import { presentTables } from './catalog.ts'
import { type CommitWork, commitBatch, commitSweep } from './commit.ts'
import { connect, inTurn, type Site, select } from './connections.ts'

export interface LoadSettings {
  /** A larger line loses its largest values. */
  readonly maximumRowBytes: number
  /** The run has acquired the sync's lease. */
  readonly leased: boolean
}

/** Opens one stream's writing on a connection of its own. */
export async function openDuckdbLoad(
  site: Site,
  request: LoadRequest,
  { maximumRowBytes, leased }: LoadSettings,
): Promise<Load> {
  const { table, sync } = request
  if (request.sequence === 0)
    await inTurn(site, (session) => session.run(seedState(site.place, sync, table.name)))
  const session = await connect(site)
  for (const staging of createStaging(site.place, table)) await session.run(staging)
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
    change: session.run,
    place: site.place,
    request,
    sequence,
    leased,
    checkpoint,
  })
  const newBatch = () => {
    batches += 1
    const name = `${table.name}-${crypto.randomUUID()}-${batches}`
    return openBatch(site.database.stagingFolder, name, table, maximumRowBytes)
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
      const counts = await inOrder(() => commitBatch(work(checkpoint), batch))
      sequence += 1
      await dropBatch()
      return counts
    },
    async sweep(checkpoint) {
      const seen = sweepable(request, batch?.rows.rows ?? 0)
      const count = await inOrder(() => commitSweep(work(checkpoint), seen))
      sequence += 1
      return count
    },
    ...questions(
      {
        place: site.place,
        select: (statement) => select(site, statement),
        presentTables: () => presentTables(site),
      },
      request,
    ),
    async [Symbol.asyncDispose]() {
      await working
      session[Symbol.dispose]()
      await dropBatch()
    },
  }
}
