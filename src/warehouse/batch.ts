import { join } from 'node:path'
import type { Table } from '../contract/table.ts'
import { type LandingRecord, stagedLine } from './staged-line.ts'
import { openStagingFile, type StagingFile } from './staging-file.ts'

/** Records on disk, waiting for their commit: the rows and, apart from them, what decides their fate. */
export interface Batch extends AsyncDisposable {
  readonly rows: StagingFile
  readonly keys: StagingFile
  stage(records: readonly LandingRecord[]): Promise<void>
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
}

/** `name` must be new in the folder. */
export async function openBatch(
  folder: string,
  name: string,
  table: Table,
  limitBytes: number,
): Promise<Batch> {
  const rows = await openStagingFile(join(folder, `${name}.ndjson`))
  const keys = await openStagingFile(join(folder, `${name}.keys.ndjson`)).catch(async (error: unknown) => {
    await rows[Symbol.asyncDispose]()
    throw error
  })
  return {
    rows,
    keys,
    async stage(records) {
      for (const record of records) {
        const line = stagedLine(table, record, rows.rows, limitBytes)
        await rows.write(line.row)
        await keys.write(line.key)
      }
    },
    async flush() {
      await rows.flush()
      await keys.flush()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([rows, keys].map((file) => file[Symbol.asyncDispose]()))
    },
  }
}
