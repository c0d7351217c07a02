import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openApp, openHomeControl } from '../../../src/app.ts'
import type { Surroundings } from '../../../src/contract/plugin.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { connectionTo, syncOf } from '../../support/control.ts'
import { openFront } from '../../support/front.ts'
import { openSite } from '../../support/site.ts'

const token = 'a-token-for-this-test-alone'
const minute = 60_000
const longestMs = 10 * minute

/** Time passes as it does, and by leaps; the end of the longest run comes when it is rung. */
function leapingClock() {
  let ahead = 0
  let ring = () => {}
  const surroundings: Surroundings = {
    now: () => Date.now() + ahead,
    random: () => 0.5,
    sleep: (delayMs, signal) =>
      delayMs === longestMs
        ? new Promise((resolve) => {
            ring = resolve
          })
        : wait(delayMs, undefined, { signal }),
  }
  const leap = (byMs: number) => {
    ahead += byMs
  }
  return { surroundings, leap, ring: () => ring() }
}

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'time-over-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

it('a run over its time is incomplete and says why; the next slot goes on where it stopped', async () => {
  await using site = await openSite({ pages: 90, seed: 3 })
  await using between = await openFront(site.url, 20)
  const clock = leapingClock()
  await using folder = await openFolder()
  const home = folder.path
  const { surroundings } = clock
  const options = { home, environment: {}, ticks: false, surroundings }
  await using control = await openHomeControl(await openApp(surroundings), options)
  settleAdminToken(control, token)
  control.start()
  const server = createServer({ control, front, version: '0' })
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await server.request(`http://localhost/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return JSON.parse(await answer.text())
  }
  const nextSlot = async (syncId: string) => {
    clock.leap(30 * minute)
    control.tick()
    await control.idle()
    return (await ask('GET', `/runs?sync_id=${syncId}`)).items[0]
  }

  const given = connectionTo(site)
  const settings = { ...given.settings, domain: between.url }
  const connection = await ask('POST', '/connections', { ...given, settings })
  const sync = await ask('POST', '/syncs', {
    ...syncOf(connection, { streams: { pages: {} } }),
    limits: { maxDurationMinutes: longestMs / minute },
    schedule: { kind: 'every', minutes: 30 },
  })
  let listings = 0
  between.fateOf = (_, path) => {
    if (!path.endsWith('/pages')) return 'answered'
    listings += 1
    if (listings < 4) return 'answered'
    clock.ring()
    return 'hangs'
  }
  const stopped = await nextSlot(sync.id)
  expect(stopped).toMatchObject({
    ...{ trigger: 'schedule', status: 'incomplete', code: 'time_over' },
    reason: expect.stringMatching(/^pages: The time that a run may take was over .* its last checkpoint\.$/),
    streams: [{ verdict: 'incomplete' }],
  })
  const { items: log } = await ask('GET', `/runs/${stopped.id}/logs`)
  expect(log.at(-1).message).toBe('The run ended as incomplete.')
  expect((await ask('GET', '/notifications')).items).toMatchObject([{ kind: 'incomplete' }])
  expect((await ask('GET', `/syncs/${sync.id}/freshness`))[0]).toMatchObject({ succeededAt: null })

  between.fateOf = () => 'answered'
  const finished = await nextSlot(sync.id)
  expect(finished).toMatchObject({ trigger: 'schedule', status: 'succeeded', reason: null })
  const [before, after] = [stopped.streams[0].report, finished.streams[0].report]
  const truth = await site.truth('pages')
  expect(before.new).toBeGreaterThan(0)
  expect(before.new + after.new).toBe(truth.length)
  // Read once in all: nothing of what the first run landed was listed again but what a seam repeats.
  expect(after.listed).toBeLessThan(truth.length)
  const [table] = await ask('GET', `/syncs/${sync.id}/tables`)
  expect(table.rows).toBe(truth.length)
})
