import type { Checkpoint, Load, LoadRequest } from '../../contract/warehouse.ts'
import { openCommits } from '../commits.ts'
import { questions, sweepable } from '../questions.ts'
import type { Statement } from '../sql/statement.ts'
import { seedState } from './bootstrap.ts'
import { presentTables } from './catalog.ts'
import { certainly } from './certainty.ts'
import { type CommitWork, landStaged, type Outcome, sweepUnseen, workOn } from './commit.ts'
import type { OpenSession } from './session.ts'
import { openKeeper, rowsOf, type SessionKeeper } from './sessions.ts'
import { loadingPlace, type SnowflakeSite, segment } from './site.ts'
import { openStagedFiles, type StagedFiles } from './staged-files.ts'
import { openUpload, removeLeftovers } from './upload.ts'

export interface LoadSettings {
  readonly site: SnowflakeSite
  readonly openSession: OpenSession
  /** For the files of a batch. */
  readonly folder: string
  readonly maximumRowBytes: number
  readonly maximumFileBytes: number
  /** The run has acquired the sync's lease. */
  readonly leased: boolean
  readonly now: () => Date
}

/** Opens one stream's writing on a session of its own. One batch fills files while another is uploaded and committed. */
export async function openSnowflakeLoad(settings: LoadSettings, request: LoadRequest): Promise<Load> {
  const { site } = settings
  const { table } = request
  const place = loadingPlace(site, table)
  const keeper = await openPrepared(settings, request)
  const commits = openCommits(request.sequence)
  let filling: StagedFiles | undefined
  let batches = 0
  const advance = <Result>(
    checkpoint: Checkpoint,
    attempt: (work: CommitWork) => Promise<Outcome<Result>>,
    batch?: StagedFiles,
  ): Promise<Result> =>
    commits.next(async (sequence) => {
      await batch?.finish()
      const settlement = { place, request, sequence, leased: settings.leased, checkpoint }
      return certainly(keeper, settlement, (session) => attempt(workOn(session, settlement)))
    })
  const newBatch = () => {
    batches += 1
    const name = `${segment(table.name)}-${crypto.randomUUID()}-${batches}`
    return openStagedFiles({ ...settings, table, name })
  }
  const land = async (batch: StagedFiles, checkpoint: Checkpoint) => {
    const upload = openUpload(site, request, settings.now())
    const attempt = async (work: CommitWork) => {
      await upload.fill(work.session, batch)
      return landStaged(work, batch.rows)
    }
    try {
      return await advance(checkpoint, attempt, batch)
    } finally {
      // What cannot be removed now, a later run removes.
      if (upload.pending) await keeper.use(upload.clear).catch(() => undefined)
      await batch[Symbol.asyncDispose]()
    }
  }
  const select = (statement: Statement) => keeper.use((session) => rowsOf(session, statement))
  return {
    get stagedBytes() {
      return filling?.bytes ?? 0
    },
    get stagedRows() {
      return filling?.rows ?? 0
    },
    async stage(records) {
      if (records.length === 0) return
      filling ??= newBatch()
      await filling.stage(records)
    },
    async commit(checkpoint) {
      const batch = filling
      filling = undefined
      return batch === undefined
        ? advance(checkpoint, (work) => landStaged(work, 0))
        : land(batch, checkpoint)
    },
    async sweep(checkpoint) {
      const seen = sweepable(request, filling?.rows ?? 0)
      return advance(checkpoint, (work) => sweepUnseen(work, seen))
    },
    ...questions({ place, select, presentTables: () => presentTables(site, select) }, request),
    async [Symbol.asyncDispose]() {
      await commits.settled()
      await keeper.settled()
      await filling?.[Symbol.asyncDispose]()
      filling = undefined
      await keeper[Symbol.asyncDispose]()
    },
  }
}
/** A session with what a load needs in place: the stream's state, and a stage without what dead runs left. */
async function openPrepared(
  { site, openSession, now }: LoadSettings,
  request: LoadRequest,
): Promise<SessionKeeper> {
  const { sync, table, runId } = request
  const tag = { app: 'confluence-sync', sync, stream: table.name, run: runId }
  const keeper = openKeeper({ open: openSession, tag })
  try {
    await keeper.use(async (session) => {
      if (request.sequence === 0) await session.run(seedState(site.place, sync, table.name))
      await session.run(removeLeftovers(site, request, now()))
    })
    return keeper
  } catch (error) {
    await keeper[Symbol.asyncDispose]()
    throw error
  }
}
