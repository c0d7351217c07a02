import { type FileHandle, open, rm } from 'node:fs/promises'
import { toWriteError } from './write-failures.ts'

/** A file of lines on its way to the warehouse. */
export interface StagingFile extends AsyncDisposable {
  readonly path: string
  readonly rows: number
  /** Exact after a flush; before, what waits counts a byte per UTF-16 unit. */
  readonly bytes: number
  /** Takes one line with its line feed; resolves when there is room for more. */
  write(line: string): Promise<void>
  /** Resolves when everything is on disk. */
  flush(): Promise<void>
}

const flushAtLength = 1024 * 1024

/**
 * Creates a file that only this user can read; closing it removes it.
 * Throws SyncError `transient` code `disk_full` when the disk has no room.
 */
export async function openStagingFile(path: string): Promise<StagingFile> {
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw toWriteError(error, path)
  })
  let waiting: string[] = []
  let waitingLength = 0
  let rows = 0
  let writtenBytes = 0
  async function flush(): Promise<void> {
    const text = Buffer.from(waiting.join(''))
    waiting = []
    waitingLength = 0
    writtenBytes += text.byteLength
    await writeAll(handle, text, path)
  }
  return {
    path,
    get rows() {
      return rows
    },
    get bytes() {
      return writtenBytes + waitingLength
    },
    async write(line) {
      waiting.push(line)
      waitingLength += line.length
      rows += 1
      if (waitingLength >= flushAtLength) await flush()
    },
    flush,
    async [Symbol.asyncDispose]() {
      await handle.close()
      await rm(path, { force: true })
    },
  }
}

async function writeAll(handle: FileHandle, text: Buffer, path: string): Promise<void> {
  try {
    await handle.writeFile(text)
  } catch (error) {
    throw toWriteError(error, path)
  }
}
