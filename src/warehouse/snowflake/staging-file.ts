import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { toWriteError } from '../write-failures.ts'

/** A gzip file of lines on its way to the warehouse. */
export interface StagingFile extends AsyncDisposable {
  readonly path: string
  readonly rows: number
  /** Of the lines; exact after a flush; before, what waits counts a byte per UTF-16 unit. */
  readonly bytes: number
  /** On disk so far, compressed: what it is rolled by. */
  readonly writtenBytes: number
  /** Takes one line with its line feed; resolves when there is room for more. */
  write(line: string): Promise<void>
  /** Resolves when everything is on disk; takes no more lines then. */
  flush(): Promise<void>
}

const flushAtLength = 1024 * 1024

/**
 * Creates a file that only this user can read; closing it removes it.
 * Throws SyncError `transient` code `disk_full` when the disk has no room.
 */
export async function openStagingFile(path: string): Promise<StagingFile> {
  const sink = await openSink(path)
  let waiting: string[] = []
  let waitingLength = 0
  let rows = 0
  let bytes = 0
  async function pass(): Promise<void> {
    const text = Buffer.from(waiting.join(''))
    waiting = []
    waitingLength = 0
    bytes += text.byteLength
    await sink.write(text)
  }
  return {
    path,
    get rows() {
      return rows
    },
    get bytes() {
      return bytes + waitingLength
    },
    get writtenBytes() {
      return sink.writtenBytes
    },
    async write(line) {
      waiting.push(line)
      waitingLength += line.length
      rows += 1
      if (waitingLength >= flushAtLength) await pass()
    },
    async flush() {
      await pass()
      await sink.finish()
    },
    async [Symbol.asyncDispose]() {
      await sink.close()
      await rm(path, { force: true })
    },
  }
}

/** Where bytes go. Throws SyncError only. */
interface Sink {
  readonly writtenBytes: number
  write(text: Buffer): Promise<void>
  finish(): Promise<void>
  close(): Promise<void>
}

async function openSink(path: string): Promise<Sink> {
  const output = createWriteStream(path, { fd: await create(path), autoClose: true })
  // Level 6 takes eight times as long and saves a quarter at best.
  const gzip = createGzip({ level: 1 })
  const written = pipeline(gzip, output)
  // Told by whichever write or flush comes next.
  written.catch(() => undefined)
  return {
    get writtenBytes() {
      return output.bytesWritten
    },
    async write(text) {
      if (text.byteLength === 0 || gzip.write(text)) return
      await told(Promise.race([once(gzip, 'drain'), written]), path)
    },
    async finish() {
      gzip.end()
      await told(written, path)
    },
    async close() {
      gzip.destroy()
      await written.catch(() => undefined)
    },
  }
}

function create(path: string): Promise<FileHandle> {
  return told(open(path, 'wx', 0o600), path)
}

async function told<Result>(work: Promise<Result>, path: string): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw toWriteError(error, path)
  }
}
