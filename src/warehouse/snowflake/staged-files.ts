import { basename, join } from 'node:path'
import type { Table } from '../../contract/table.ts'
import type { LandingRecord } from '../cells.ts'
import { rowStager } from '../staged-row.ts'
import { stagedLine } from './staged-line.ts'
import { openStagingFile, type StagingFile } from './staging-file.ts'

/** A batch on disk as gzip files, each small enough to be uploaded before its permission expires. */
export interface StagedFiles extends AsyncDisposable {
  readonly rows: number
  /** Of the lines, before compression. */
  readonly bytes: number
  /** Complete after `finish`. */
  readonly files: readonly StagedFile[]
  stage(records: readonly LandingRecord[]): Promise<void>
  /** Resolves when everything is on disk; what is staged later goes into further files. */
  finish(): Promise<void>
}

export interface StagedFile {
  readonly path: string
  readonly name: string
}

export interface StagedFilesSettings {
  readonly folder: string
  /** New in the folder, and among the files of the stage path. */
  readonly name: string
  readonly table: Table
  readonly maximumRowBytes: number
  /** Compressed; a file ends with the first line that is beyond it. */
  readonly maximumFileBytes: number
}

export function openStagedFiles(settings: StagedFilesSettings): StagedFiles {
  const { folder, name, table, maximumRowBytes, maximumFileBytes } = settings
  const toRow = rowStager(table, maximumRowBytes)
  const all: StagingFile[] = []
  let current: StagingFile | undefined
  const sum = (of: (file: StagingFile) => number) => all.reduce((total, file) => total + of(file), 0)
  const open = async () => {
    const path = join(folder, `${name}-${String(all.length + 1).padStart(5, '0')}.ndjson.gz`)
    const file = await openStagingFile(path)
    all.push(file)
    return file
  }
  const finish = async () => {
    const finished = current
    current = undefined
    await finished?.flush()
  }
  return {
    get rows() {
      return sum((file) => file.rows)
    },
    get bytes() {
      return sum((file) => file.bytes)
    },
    get files() {
      return all.map(({ path }) => ({ path, name: basename(path) }))
    },
    async stage(records) {
      let rows = sum((file) => file.rows)
      for (const record of records) {
        const line = stagedLine(table, toRow(record), rows)
        current ??= await open()
        await current.write(line)
        rows += 1
        if (current.writtenBytes >= maximumFileBytes) await finish()
      }
    },
    finish,
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((file) => file[Symbol.asyncDispose]()))
    },
  }
}
