import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { toWriteError } from './write-failures.ts'

/** A file of lines on its way to the warehouse. */
export interface StagingFile extends AsyncDisposable {
  readonly path: string
  readonly rows: number
  /** Of the lines; exact after a flush; before, what waits counts a byte per UTF-16 unit. */
  readonly bytes: number
  /** No line is longer, in bytes. */
  readonly longestLine: number
  /** On disk so far: what a compressed file is rolled by. */
  readonly writtenBytes: number
  /** Takes one line with its line feed; resolves when there is room for more. */
  write(line: string): Promise<void>
  /** Resolves when everything is on disk. A compressed file takes no more lines then. */
  flush(): Promise<void>
}

export interface StagingFileOptions {
  /** Gzip at level 1: level 6 takes eight times as long and saves a quarter at best. */
  readonly compressed?: boolean
}

const flushAtLength = 1024 * 1024

/**
 * Creates a file that only this user can read; closing it removes it.
 * Throws SyncError `transient` code `disk_full` when the disk has no room.
 */
export async function openStagingFile(path: string, options: StagingFileOptions = {}): Promise<StagingFile> {
  const sink = await (options.compressed === true ? gzipSink(path) : plainSink(path))
  let waiting: string[] = []
  let waitingLength = 0
  let rows = 0
  let bytes = 0
  let longest = 0
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
    get longestLine() {
      return longest
    },
    get writtenBytes() {
      return sink.writtenBytes
    },
    async write(line) {
      waiting.push(line)
      longest = Math.max(longest, atMost(line))
      waitingLength += line.length
      rows += 1
      if (waitingLength >= flushAtLength) await pass()
    },
    async flush() {
      await pass()
      await sink.flush()
    },
    async [Symbol.asyncDispose]() {
      await sink.close()
      await rm(path, { force: true })
    },
  }
}

/** Bytes of the line, or a little more. */
function atMost(line: string): number {
  // No UTF-16 unit takes more than three bytes; only where that makes much of it is counting worth while.
  return line.length < 100_000 ? line.length * 3 : Buffer.byteLength(line)
}

/** Where bytes go. Throws SyncError only. */
interface Sink {
  readonly writtenBytes: number
  write(text: Buffer): Promise<void>
  flush(): Promise<void>
  close(): Promise<void>
}

async function plainSink(path: string): Promise<Sink> {
  const handle = await create(path)
  let writtenBytes = 0
  return {
    get writtenBytes() {
      return writtenBytes
    },
    async write(text) {
      await told(handle.writeFile(text), path)
      writtenBytes += text.byteLength
    },
    async flush() {},
    close: () => handle.close(),
  }
}

async function gzipSink(path: string): Promise<Sink> {
  const output = createWriteStream(path, { fd: await create(path), autoClose: true })
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
    async flush() {
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
