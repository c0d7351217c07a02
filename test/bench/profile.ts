import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Contender, runOnce } from './measure.ts'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Where the time of one run goes: the functions that take most of it by themselves, a line each. */
export async function topOfProfile(contender: Contender, most = 20): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-sync-profile-'))
  try {
    const { seconds } = await runOnce(contender, ['--cpu-prof', '--cpu-prof-dir', folder])
    const [file = ''] = await readdir(folder)
    const profile: Profile = JSON.parse(await readFile(join(folder, file), 'utf8'))
    return [
      `Our main thread's own time, of ${seconds.toFixed(1)} s under the profiler:`,
      ...topOf(profile, most),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function topOf({ nodes, samples, timeDeltas }: Profile, most: number): readonly string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const own = new Map<string, number>()
  samples.forEach((id, place) => {
    const name = names.get(id) ?? ''
    own.set(name, (own.get(name) ?? 0) + (timeDeltas[place] ?? 0))
  })
  const whole = [...own.values()].reduce((sum, one) => sum + one, 0)
  const largest = [...own].sort(([, a], [, b]) => b - a).slice(0, most)
  return largest.map(
    ([name, time]) =>
      `${((100 * time) / whole).toFixed(1).padStart(6)} %  ${(time / 1e6).toFixed(2)} s  ${name}`,
  )
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const place = url.replace(/^.*\/(node_modules|src|plugin|test)\//, '$1/')
  return `${functionName || '(anonymous)'} ${place === '' ? '' : `${place}:${lineNumber + 1}`}`.trim()
}
