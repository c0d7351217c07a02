import type { Checkpoint, Load, LoadRequest } from '../../contract/warehouse.ts'
import { openCommits } from '../commits.ts'
import { questions, sweepable } from '../questions.ts'
import { staged } from '../sql/stage.ts'
import { seedState } from '../sql/state.ts'
import type { LoadingPlace } from '../sql/statement.ts'
import { type Batch, openBatch } from './batch.ts'
import { presentTables } from './catalog.ts'
import { type CommitWork, commitBatch, commitSweep } from './commit.ts'
import { inTurn, type Site, select, withSession } from './connections.ts'
import type { Session } from './session.ts'

export interface LoadSettings {
  /** A larger row loses its largest values. */
  readonly maximumRowBytes: number
  /** The run has acquired the sync's lease. */
  readonly leased: boolean
}

/** Opens one stream's writing. Each batch has a connection of its own, so that one fills while another is committed. */
export async function openDuckdbLoad(
  site: Site,
  request: LoadRequest,
  { maximumRowBytes, leased }: LoadSettings,
): Promise<Load> {
  const { table, sync } = request
  const { gate, makeRoom, orWithTheMost, giveBack, commits: commitInTurn } = site.database
  if (request.sequence === 0)
    await inTurn(site, (session) => session.run(seedState(site.place, sync, table.name)))
  const place = loadingPlace(site, request)
  const commits = openCommits(request.sequence)
  let filling: Batch | undefined
  const advance = <Result>(
    checkpoint: Checkpoint,
    batch: Batch | undefined,
    work: (work: CommitWork) => Promise<Result>,
  ): Promise<Result> =>
    commits.next((sequence) =>
      commitInTurn(async () => {
        if (batch !== undefined) await makeRoom(batch.rows, batch.bytes)
        const settlement = { place, request, sequence, leased, checkpoint }
        const on = (session: Session) => work({ ...settlement, session, change: session.run })
        const result = await orWithTheMost(() =>
          batch === undefined ? withSession(site, on) : settled(batch, on),
        )
        await giveBack()
        return result
      }),
    )
  return {
    get stagedBytes() {
      return filling?.bytes ?? 0
    },
    get stagedRows() {
      return filling?.rows ?? 0
    },
    async stage(records) {
      if (records.length === 0) return
      await gate.pass(async () => {
        filling ??= await openBatch(site, table, maximumRowBytes)
        filling.stage(records)
      })
    },
    async commit(checkpoint) {
      using batch = filling
      filling = undefined
      return await advance(checkpoint, batch, (work) => commitBatch(work, batch?.rows ?? 0))
    },
    async sweep(checkpoint) {
      const seen = sweepable(request, filling?.rows ?? 0)
      return advance(checkpoint, undefined, (work) => commitSweep(work, seen))
    },
    ...questions(
      {
        place: site.place,
        select: (statement) => orWithTheMost(() => select(site, statement)),
        presentTables: () => presentTables(site),
      },
      request,
    ),
    async [Symbol.asyncDispose]() {
      await commits.settled()
      filling?.[Symbol.dispose]()
      filling = undefined
    },
  }
}

async function settled<Result>(batch: Batch, work: (session: Session) => Promise<Result>): Promise<Result> {
  batch.settle()
  return await work(batch.session)
}

function loadingPlace({ place }: Site, { table }: LoadRequest): LoadingPlace {
  return { ...place, staged: { relation: staged(place, 'rows'), key: table.primaryKey.name } }
}
