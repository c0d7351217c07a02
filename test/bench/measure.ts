import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** How one run of a program went, as the program says. */
export interface Measured {
  readonly seconds: number
  readonly records: number
  readonly peakBytes: number
  readonly [figure: string]: number
}

/** A program that is measured in a process of its own, with an empty folder for its files. */
export interface Contender {
  readonly name: string
  readonly program: string
  request(folder: string): object
}

/** Runs it once. `flags` are Node's own. */
export async function runOnce(contender: Contender, flags: readonly string[] = []): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-sync-bench-'))
  try {
    return await runIn(folder, contender, flags)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs it in a folder that may hold what an earlier run left. */
export async function runIn(
  folder: string,
  { program, request }: Contender,
  flags: readonly string[] = [],
): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    program,
    JSON.stringify(request(folder)),
  ])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** Takes turns, so that whatever else the machine does meets all of them; each one's runs, by name. */
export async function inTurns<One extends { readonly name: string }>(
  contenders: readonly One[],
  runs: number,
  measure: (contender: One) => Promise<Measured>,
): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const found = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]))
  for (let run = 0; run < runs; run += 1)
    for (const contender of run % 2 === 0 ? contenders : contenders.toReversed())
      found.get(contender.name)?.push(await measure(contender))
  return found
}

/** The median of one figure of some runs. */
export function median(runs: readonly Measured[], figure: string): number {
  const values = runs.map((run) => run[figure] ?? Number.NaN).sort((a, b) => a - b)
  const middle = values.length / 2
  return ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle) - 1] ?? 0)) / 2
}

/** How far its runs lie apart, as a share of the median. */
export function spread(runs: readonly Measured[], figure: string): number {
  const values = runs.map((run) => run[figure] ?? 0)
  return (Math.max(...values) - Math.min(...values)) / median(runs, figure)
}
