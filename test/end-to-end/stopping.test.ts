import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openApp } from '../../src/app.ts'
import type { Surroundings } from '../../src/contract/plugin.ts'
import type { StreamReport } from '../../src/contract/report.ts'
import { openDuckdb } from '../../src/warehouse/duckdb/open.ts'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import type { Fate, Front } from '../support/front.ts'
import { openFront } from '../support/front.ts'
import { expectTruth } from '../support/landed.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

let site: Site
let front: Front
let shell: Shell
let config: string
let children: ChildProcess[] = []

beforeEach(async () => {
  site = await openSite({ pages: 90, seed: 3 })
  front = await openFront(site.url, 20)
  shell = await openShell()
  config = await shell.write(
    'sync.json',
    site.config({ connection: { ...site.connection, domain: front.url } }),
  )
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  await shell[Symbol.asyncDispose]()
  await front[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

interface Synced {
  readonly verdict: string
  readonly streams: Readonly<Record<string, Omit<StreamReport, 'stream'>>>
}

async function sync(...words: readonly string[]) {
  const answer = await shell.run('sync', '--config', config, '--json', ...words)
  return { code: answer.code, ...(answer.json() as Synced) }
}

const script = join(import.meta.dirname, '../../src/cli/main.ts')

/** The command line in a process of its own, under limits of the shell where there are some. */
function start(limits: string, ...words: readonly string[]) {
  const command = ['-c', `${limits} exec "$0" --import tsx "$@"`, process.execPath, script, ...words]
  const child = spawn('bash', command, { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  const ended = new Promise((resolve) => child.on('close', (...how) => resolve(how)))
  const out = child.stdout.setEncoding('utf8').toArray()
  return { child, ended, out: out.then((parts) => parts.join('')) }
}

const openFiles = (pid: number | undefined) =>
  readdirSync(`/proc/${pid}/fd`).map((descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`))

async function heal() {
  front.fateOf = () => 'answered'
  expect(await sync()).toMatchObject({ code: 0, verdict: 'succeeded' })
  await expectTruth(site, shell, config)
}

describe('a run that is stopped', { timeout: 120_000 }, () => {
  it.each<[NodeJS.Signals, Fate]>([
    ['SIGTERM', 'hangs'],
    ['SIGINT', 'stalls'],
  ])('by %s while a request %s ends with what it has and says so in its history', async (signal, fate) => {
    const { child, out, ended } = start('', 'sync', '--config', config, '--json')
    let listed = 0
    front.fateOf = (_, path) => {
      if (!path.endsWith('/pages')) return listed < 5 ? 'answered' : fate
      listed += 1
      // Once: a second signal would not let it say anything.
      if (listed === 5) child.kill(signal)
      return listed < 5 ? 'answered' : fate
    }
    const answer: Synced = JSON.parse(await out)
    expect([await ended, answer.verdict]).toEqual([[130, null], 'cancelled'])
    const { runs } = (await shell.run('runs', '--config', config, '--json')).json() as {
      runs: readonly StreamReport[]
    }
    const told = runs.map(({ stream, verdict, landed }) => [stream, verdict, landed])
    const said = Object.entries(answer.streams).map(([name, own]) => [name, own.verdict, own.landed])
    expect(told.sort()).toEqual(said.sort())
    expect(runs.some(({ verdict, landed }) => verdict === 'cancelled' && landed > 0)).toBe(true)
    await heal()
  })

  // Exiting would wait for the thread that the statement is in.
  it.runIf(process.platform === 'linux')('by a second signal ends though a statement hangs', async () => {
    await sync('--streams', 'spaces')
    const endless = 'select sum(a.range * b.range) from range(1000000) a, range(100000000) b'
    const { child, ended } = start('', 'query', '--config', config, endless)
    await vi.waitFor(() => expect(openFiles(child.pid)).toContain(join(shell.folder, 'wiki.duckdb')), 60_000)
    child.kill('SIGTERM')
    child.kill('SIGINT')
    // To a shell this is 130 too.
    expect(await ended).toEqual([null, 'SIGINT'])
  })

  it('by its own time says what is missing, and the next one goes on', async () => {
    front.fateOf = (place) => (place < 12 ? 'answered' : 'hangs')
    const { code, verdict, streams } = await sync('--max-duration', '1s')
    expect([code, verdict]).toEqual([6, 'incomplete'])
    for (const { verdict: own, code: why } of Object.values(streams))
      expect([own, why]).toEqual(own === 'succeeded' ? ['succeeded', null] : ['incomplete', 'time_over'])
    expect(streams['users']).toMatchObject({ verdict: 'incomplete', requests: 0 })
    await heal()
  })

  it('by its own time while the site puts off who signs in says so, and the next one reads everything', async () => {
    front.fateOf = () => 'put off'
    const { code, verdict, streams } = await sync('--max-duration', '1s')
    expect([code, verdict, front.asked.length]).toEqual([6, 'incomplete', 1])
    for (const own of Object.values(streams))
      expect(own).toMatchObject({ verdict: 'incomplete', code: 'time_over', kind: null, requests: 0 })
    await heal()
  })
})

describe('clocks that are set back', { timeout: 120_000 }, () => {
  const hour = 3_600_000

  async function syncBy(surroundings: Partial<Surroundings>) {
    const real: Surroundings = {
      now: Date.now,
      sleep: (delayMs, signal) => wait(delayMs, undefined, { signal }),
      random: Math.random,
    }
    const app = await openApp({ ...real, ...surroundings })
    const raw = site.config({ connection: { ...site.connection, domain: front.url } })
    const options = { folder: shell.folder, signal: new AbortController().signal }
    for await (const event of app.sync(app.configure(raw), options))
      if (event.type === 'run_finished') return event
    throw new Error('the run did not finish')
  }
  const setSiteClock = (aheadMs: number) =>
    fetch(`${site.url}/__sandbox/clock`, { method: 'POST', body: JSON.stringify({ aheadMs }) })
  const change = () =>
    site.mutate(
      { op: 'edit', type: 'page', count: 5 },
      { op: 'create', type: 'page', count: 2 },
      { op: 'create', type: 'blogpost', count: 2 },
    )

  it.each([1, 30 * 24])('ours, by %d hours between runs: nothing is missed', async (hours) => {
    await sync()
    await change()
    expect(await syncBy({ now: () => Date.now() - hours * hour })).toMatchObject({ verdict: 'succeeded' })
    await expectTruth(site, shell, config)
  })

  it('ours, during a run: nothing is missed by it nor by the next one', async () => {
    const now = () => Date.now() - (front.asked.length > 20 ? 5 * hour : 0)
    expect(await syncBy({ now })).toMatchObject({ verdict: 'succeeded' })
    await expectTruth(site, shell, config)
    await change()
    await heal()
  })

  it.each([
    ['less than the overlap', 0.8],
    ['more than the overlap', 3],
    ['months', 90 * 24],
  ])("the site's, by %s between runs: nothing is missed", async (_, hours) => {
    await setSiteClock(hours * hour)
    await change()
    await sync()
    await setSiteClock(0)
    await change()
    await heal()
    await change()
    await heal()
  })

  it("the site's, during a run: nothing is missed by it nor by the next one", async () => {
    await setSiteClock(3 * hour)
    await change()
    let setBack: Promise<unknown> | undefined
    front.fateOf = (place) => {
      if (place === 15) setBack = setSiteClock(0)
      return 'answered'
    }
    expect((await sync()).code).toBe(0)
    await setBack
    await change()
    await heal()
  })
})

describe('a machine at its limits', { timeout: 120_000 }, () => {
  it('out of memory in commits: an honest end, nothing half, and the next run heals', async () => {
    const app = await openApp()
    const configured = app.configure(site.config())
    const path = join(shell.folder, 'wiki.duckdb')
    // Enough to open the file and for some of the streams.
    const warehouse = { ...configured.warehouse, open: () => openDuckdb({ path, memoryLimit: '80MB' }) }
    const options = { folder: shell.folder, signal: new AbortController().signal }
    for await (const event of app.sync({ ...configured, warehouse }, options)) {
      if (event.type !== 'stream_finished' || event.report.verdict === 'succeeded') continue
      expect(event.report).toMatchObject({
        verdict: 'failed',
        kind: 'transient',
        code: 'out_of_memory',
        landed: 0,
      })
    }
    await heal()
  })

  it('with a full disk: an honest end, nothing half, and the next run heals', async () => {
    // Files cannot grow beyond this, which stands for a full disk.
    const { out, ended } = start("trap '' XFSZ; ulimit -f 512;", 'sync', '--config', config, '--json')
    const answer: Synced = JSON.parse(await out)
    expect(await ended).toEqual([4, null])
    const failed = Object.values(answer.streams).filter(({ verdict }) => verdict === 'failed')
    expect(failed.length).toBeGreaterThan(0)
    for (const report of failed) expect(report.kind).toBe('transient')
    await heal()
  })
})
