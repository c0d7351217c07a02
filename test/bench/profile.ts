import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, runOnce } from './measure.ts'

interface Node {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

interface Profile {
  readonly nodes: readonly Node[]
  readonly samples: readonly number[]
  /** In microseconds. */
  readonly timeDeltas: readonly number[]
}

/** Microseconds by function. */
type Times = ReadonlyMap<string, number>

/** Where the main thread's time of one run goes, a line for each of the functions that take most of it. */
export async function topOfProfile(contender: Contender): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-sync-profile-'))
  try {
    const { seconds } = await runOnce(contender, ['--cpu-prof', '--cpu-prof-dir', folder])
    const [file = ''] = await readdir(folder)
    const profile: Profile = JSON.parse(await readFile(join(folder, file), 'utf8'))
    const whole = profile.timeDeltas.reduce((sum, one) => sum + one, 0)
    const { own, below } = timesOf(profile)
    const ours = new Map([...below].filter(([name]) => / (src|plugin)\//.test(name)))
    return [
      `Our main thread under the profiler, ${seconds.toFixed(1)} s; functions by their own time:`,
      ...linesOf(own, whole),
      'our functions, with what they call and do not wait for:',
      ...linesOf(ours, whole),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const most = 18

function linesOf(times: Times, whole: number): readonly string[] {
  const largest = [...times].sort(([, a], [, b]) => b - a).slice(0, most)
  return largest.map(([name, time]) => {
    const share = ((100 * time) / whole).toFixed(1).padStart(6)
    return `${share} %  ${(time / 1e6).toFixed(2).padStart(6)} s  ${name}`
  })
}

function timesOf({ nodes, samples, timeDeltas }: Profile): { readonly own: Times; readonly below: Times } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const sampled = new Map<number, number>()
  samples.forEach((id, place) => {
    sampled.set(id, (sampled.get(id) ?? 0) + (timeDeltas[place] ?? 0))
  })
  const own = new Map<string, number>()
  const below = new Map<string, number>()
  const add = (times: Map<string, number>, name: string, time: number) =>
    times.set(name, (times.get(name) ?? 0) + time)
  // A function that calls itself counts once.
  const visit = (node: Node, above: ReadonlySet<string>): number => {
    const name = nameOf(node)
    const mine = sampled.get(node.id) ?? 0
    const within = new Set(above).add(name)
    const children = (node.children ?? []).flatMap((id) => byId.get(id) ?? [])
    const total = children.reduce((sum, child) => sum + visit(child, within), mine)
    add(own, name, mine)
    if (!above.has(name)) add(below, name, total)
    return total
  }
  if (nodes[0] !== undefined) visit(nodes[0], new Set())
  return { own, below }
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  const place = url.replace(/^.*\/(node_modules|src|plugin|test)\//, '$1/')
  return `${functionName || '(anonymous)'} ${place === '' ? '' : `${place}:${lineNumber + 1}`}`.trim()
}
