import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../src/cli/run-command-line.ts'

export interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
  /** The last line of standard output, parsed. */
  json(): unknown
}

export interface Shell extends AsyncDisposable {
  readonly folder: string
  run(...words: readonly string[]): Promise<Answer>
  write(file: string, content: unknown): Promise<string>
  readonly environment: Record<string, string>
}

/** The command line in process, in a folder of its own that is removed afterwards. */
export async function openShell(signal = new AbortController().signal): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), 'command-line-'))
  const environment: Record<string, string> = {}
  return {
    folder,
    environment,
    run: (...words) => run(words, folder, environment, signal),
    async write(file, content) {
      const path = join(folder, file)
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function run(
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(words, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    terminal: undefined,
    environment,
    folder,
    signal,
  })
  return {
    code,
    out: out.join('\n'),
    err: err.join('\n'),
    json: () => JSON.parse(out.join('\n').split('\n').at(-1) ?? ''),
  }
}
