import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commentKinds } from '../../plugin/streams/comments-row.ts'
import type { RunEvent } from '../../src/contract/events.ts'
import type { StreamReport } from '../../src/contract/report.ts'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import type { Front } from '../support/front.ts'
import { openFront } from '../support/front.ts'
import type { ChildOptions, Witnessed } from '../support/killing.ts'
import { syncInChild } from '../support/killing.ts'
import { expectTruth } from '../support/landed.ts'
import type { Site } from '../support/site.ts'
import { openSite, streamNames } from '../support/site.ts'

const all = process.env['FAULTS'] === 'all'

/** Every place with FAULTS=all; otherwise so many of them, evenly spread. */
const places = (total: number, few: number): readonly number[] =>
  all
    ? Array.from({ length: total }, (_, index) => index + 1)
    : Array.from({ length: few }, (_, index) => Math.round((total * (index + 0.5)) / few))

interface Scenario {
  readonly name: string
  readonly fullRefresh: boolean
  /** What happens to the site after a first sync; undefined: there was none. */
  readonly changes?: readonly object[]
}

const scenarios: readonly Scenario[] = [
  { name: 'a first full read', fullRefresh: false },
  {
    name: 'an incremental read of many changes',
    fullRefresh: false,
    changes: [
      { op: 'edit', type: 'page', count: 70 },
      { op: 'create', type: 'page', count: 5 },
      { op: 'edit', type: 'comment', count: 5 },
      { op: 'label', type: 'page', count: 3, label: 'reviewed' },
    ],
  },
  {
    name: 'a full read that deletes',
    fullRefresh: true,
    changes: [
      { op: 'trash', type: 'page', count: 3 },
      { op: 'purge', type: 'page', count: 2 },
      { op: 'purge', type: 'comment', count: 3 },
      { op: 'edit', type: 'page', count: 4 },
    ],
  },
]

describe.each(scenarios)('killed at any place of $name', ({ fullRefresh, changes }) => {
  let site: Site
  let front: Front
  let first: Shell
  let whole: Witnessed
  let requests: number
  let gone: readonly string[]

  beforeAll(async () => {
    site = await openSite({ pages: 90, seed: 3 })
    front = await openFront(site.url, 20)
    first = await openShell()
    if (changes !== undefined) {
      expect((await sync(first, await configure(first))).code).toBe(0)
      await site.mutate(...changes)
    }
    const reference = await openCopy()
    whole = await syncInChild(await configure(reference), front, { fullRefresh })
    requests = front.asked.length
    expect(whole.events.at(-1)).toMatchObject({ type: 'run_finished', verdict: 'succeeded' })
    gone = await deleted(reference)
    await reference[Symbol.asyncDispose]()
  }, 60_000)
  afterAll(async () => {
    await first[Symbol.asyncDispose]()
    await front[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  const configure = (shell: Shell) =>
    shell.write('sync.json', site.config({ connection: { ...site.connection, domain: front.url } }))

  /** A folder of its own with what the first sync left. */
  async function openCopy(): Promise<Shell> {
    const shell = await openShell()
    if (changes !== undefined)
      await copyFile(join(first.folder, 'wiki.duckdb'), join(shell.folder, 'wiki.duckdb'))
    return shell
  }

  async function heal(shell: Shell, place: string) {
    const config = join(shell.folder, 'sync.json')
    front.forget()
    const again = await sync(shell, config)
    expect([again.code, again.verdict], place).toEqual([0, 'succeeded'])
    const asked = front.asked.length
    for (const row of await deleted(shell)) expect(gone, `${place}: wrongly deleted`).toContain(row)
    // A run killed before its full read began leaves nothing to go on with: deletions wait for the next full read.
    if (fullRefresh) expect((await sync(shell, config, '--full-refresh')).code, place).toBe(0)
    await expectTruth(site, shell, config)
    expect(await deleted(shell), place).toEqual(gone)
    return { asked, streams: again.streams }
  }

  async function killAndHeal(options: ChildOptions) {
    await using shell = await openCopy()
    const place = `killed at ${JSON.stringify(options)}`
    const victim = await syncInChild(await configure(shell), front, options)
    expect(victim.signal, place).toBe('SIGKILL')
    const { asked, streams } = await heal(shell, place)
    expect(asked, `${place}: requests`).toBeLessThanOrEqual(requests + 2)
    for (const { stream, requests: cost } of reports(whole.events)) {
      const limit = mostAsked(victim.events, stream, cost)
      expect(streams[stream]?.requests, `${place}: requests of ${stream}`).toBeLessThanOrEqual(limit)
    }
    return victim
  }

  it('by itself at an event: the next run lands the truth and goes on from what was committed', async () => {
    for (const killAtEvent of places(whole.events.length, 2)) {
      const victim = await killAndHeal({ fullRefresh, killAtEvent })
      expect(victim.events.length).toBe(killAtEvent)
    }
  }, 3_600_000)

  it('while a request is under way: the same', async () => {
    const few = all ? 20 : 1
    for (let count = 1; count <= few; count += 1)
      await killAndHeal({ fullRefresh, killAtRequest: Math.round((requests * count) / (few + 1)) })
  }, 3_600_000)

  it.runIf(all)(
    'several times in a row: the same',
    async () => {
      await using shell = await openCopy()
      const config = await configure(shell)
      for (const killAtEvent of [7, 15, 23, 31, 39])
        await syncInChild(config, front, { fullRefresh, killAtEvent })
      await heal(shell, 'killed in a row')
    },
    300_000,
  )
})

/**
 * What the rerun may ask for a stream: no more than a whole read, less the pages that were committed. One more may fall
 * to it: what streams share (the keys of spaces) is asked for by whichever needs it first. Of comments one search of
 * each kind comes again: it tells of edited comments on several pages, and some of these may not have been committed.
 */
function mostAsked(before: readonly RunEvent[], stream: string, whole: number): number {
  const own = before.filter((event) => 'stream' in event && event.stream === stream)
  if (own.at(-1)?.type === 'stream_finished') return whole + 1
  // Further pages are read while a batch is committed: only what the event counts has landed.
  const landed = own.findLast((event) => event.type === 'committed')?.landed ?? 0
  // A first page without records is what the trash holds, and asked for again.
  const isCommitted = (event: RunEvent) =>
    event.type === 'page_read' && event.listed > 0 && event.listed <= landed
  const again = stream === 'comments' ? commentKinds.length : 0
  return whole + 1 + again - own.filter(isCommitted).length
}

const reports = (events: readonly RunEvent[]): readonly StreamReport[] =>
  events.flatMap((event) => (event.type === 'stream_finished' ? [event.report] : []))

interface Synced {
  readonly verdict: string
  readonly streams: Readonly<Record<string, { readonly requests: number }>>
}

async function sync(shell: Shell, config: string, ...words: readonly string[]) {
  const answer = await shell.run('sync', '--config', config, '--json', ...words)
  return { code: answer.code, ...(answer.json() as Synced) }
}

/** Every row marked as deleted, `stream id`. */
async function deleted(shell: Shell): Promise<readonly string[]> {
  const marked = streamNames.map(
    (name) => `select '${name} ' || id from ${name} where _deleted_at is not null`,
  )
  const sql = `select * from (${marked.join(' union all ')}) as marked(row) order by row`
  const answer = await shell.run('query', '--config', join(shell.folder, 'sync.json'), '--json', sql)
  return (answer.json() as readonly { row: string }[]).map(({ row }) => row)
}
