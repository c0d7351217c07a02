import type { Checkpoint, Load, LoadRequest } from '../../contract/warehouse.ts'
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
import { openUpload, removeLeftovers, type Upload } from './upload.ts'

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

/** Opens one stream's writing on a session of its own. */
export async function openSnowflakeLoad(settings: LoadSettings, request: LoadRequest): Promise<Load> {
  const { site } = settings
  const { table } = request
  const place = loadingPlace(site, table)
  const keeper = await openPrepared(settings, request)
  let upload: Upload | undefined
  let batch: StagedFiles | undefined
  let batches = 0
  let sequence = request.sequence
  const advanceBy = async <Result>(
    checkpoint: Checkpoint,
    attempt: (work: CommitWork) => Promise<Outcome<Result>>,
  ): Promise<Result> => {
    const settlement = { place, request, sequence, leased: settings.leased, checkpoint }
    const result = await certainly(keeper, settlement, (session) => attempt(workOn(session, settlement)))
    sequence += 1
    return result
  }
  const dropBatch = async () => {
    const dropped = batch
    batch = undefined
    const uploaded = upload
    upload = undefined
    // What cannot be removed now, a later run removes.
    if (uploaded?.pending) await keeper.use((session) => uploaded.clear(session)).catch(() => undefined)
    await dropped?.[Symbol.asyncDispose]()
  }
  const select = (statement: Statement) => keeper.use((session) => rowsOf(session, statement))
  return {
    get stagedBytes() {
      return batch?.bytes ?? 0
    },
    get stagedRows() {
      return batch?.rows ?? 0
    },
    async stage(records) {
      if (records.length === 0) return
      if (batch === undefined) batches += 1
      batch ??= openStagedFiles({
        ...settings,
        table,
        name: `${segment(table.name)}-${crypto.randomUUID()}-${batches}`,
      })
      await batch.stage(records)
    },
    async commit(checkpoint) {
      await batch?.finish()
      const staged = batch
      upload ??= openUpload(site, request, settings.now())
      const uploading = upload
      const counts = await advanceBy(checkpoint, async (work) => {
        if (staged !== undefined) await uploading.fill(work.session, staged)
        return landStaged(work, staged?.rows ?? 0)
      })
      await dropBatch()
      return counts
    },
    async sweep(checkpoint) {
      const seen = sweepable(request, batch?.rows ?? 0)
      return advanceBy(checkpoint, (work) => sweepUnseen(work, seen))
    },
    ...questions({ place, select, presentTables: () => presentTables(site, select) }, request),
    async [Symbol.asyncDispose]() {
      await keeper.settled()
      await dropBatch()
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
