import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Limits, openLimits } from '../../../plugin/api/limits.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'
import { hasRedis, openRedisServer } from './redis-server.ts'

const { signal } = new AbortController()
const site = 'http://127.0.0.1:1'

// Node 20 has no AsyncDisposableStack.
const closings: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

async function redis() {
  const server = await openRedisServer()
  closings.push(() => server[Symbol.asyncDispose]())
  return server
}

function runner(redisUrl: string, surroundings = fakeSurroundings()): Limits {
  const limits = openLimits(surroundings, { site, redisUrl })
  closings.push(() => limits[Symbol.dispose]())
  return limits
}

/** Requests that are answered when told to be. */
function openGate() {
  const waiting: (() => void)[] = []
  return {
    waiting,
    send: () => new Promise<void>((resolve) => waiting.push(resolve)),
    answer() {
      for (const go of waiting.splice(0)) go()
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5)
}

/** So often that the limits allow as many at once as they ever do. */
const warmUp = (limits: Limits) =>
  Promise.all(Array.from({ length: 130 }, () => limits.schedule(async () => undefined, signal)))

describe.skipIf(!hasRedis)('limits shared through Redis', () => {
  it('allow all processes together no more requests at once than one', async () => {
    const { url } = await redis()
    const runners = [runner(url), runner(url)]
    for (const limits of runners) await warmUp(limits)
    const gate = openGate()
    let most = 0
    let done = 0
    const all = runners.flatMap((limits) =>
      Array.from({ length: 40 }, () =>
        limits.schedule(async () => {
          await gate.send()
          done += 1
        }, signal),
      ),
    )
    await until(() => gate.waiting.length === 16)
    while (done < all.length) {
      await until(() => gate.waiting.length > 0 || done === all.length)
      most = Math.max(most, gate.waiting.length)
      gate.answer()
    }
    await Promise.all(all)
    expect(most).toBe(16)
  })

  it('hold back everybody when one is asked to wait', async () => {
    const { url } = await redis()
    const surroundings = fakeSurroundings()
    const start = surroundings.now()
    const [one, other] = [runner(url), runner(url, surroundings)]
    await warmUp(one)
    await warmUp(other)
    one.pause(7_000)
    while (surroundings.now() === start) await other.schedule(() => wait(1), signal)
    expect(surroundings.now()).toBe(start + 7_000)
  })

  it('are done without when Redis goes away, which is said once', async () => {
    const { stop, url } = await redis()
    const limits = runner(url)
    await warmUp(limits)
    const gate = openGate()
    const held = limits.schedule(gate.send, signal)
    await until(() => gate.waiting.length === 1)
    const warning = once(process, 'warning')
    await stop()
    expect(await warning).toMatchObject([{ name: 'SharedLimits', code: 'limits_not_shared' }])
    await warmUp(limits)
    gate.answer()
    await held
  })

  it('are taken up again when Redis is back, though it has forgotten everything', async () => {
    const server = await redis()
    const surroundings = fakeSurroundings()
    const start = surroundings.now()
    const [one, other] = [runner(server.url), runner(server.url, surroundings)]
    await warmUp(one)
    await warmUp(other)
    await server.stop()
    await warmUp(one)
    await server.start()
    // Heard as soon as both are back.
    while (surroundings.now() === start) {
      one.pause(1)
      await one.schedule(() => wait(5), signal)
      await other.schedule(() => wait(5), signal)
    }
    await Promise.all([warmUp(one), warmUp(other)])
  })

  it('are no reason to wait when Redis was never there', async () => {
    const { stop, url } = await redis()
    await stop()
    const warning = once(process, 'warning')
    await warmUp(runner(url))
    expect(await warning).toMatchObject([{ message: expect.not.stringContaining(url) }])
  })

  it('give up at once what is called off while others have all places', async () => {
    const { url } = await redis()
    const [one, other] = [runner(url), runner(url)]
    await warmUp(one)
    const gate = openGate()
    const held = Array.from({ length: 16 }, () => one.schedule(gate.send, signal))
    await until(() => gate.waiting.length === 16)
    const aborting = new AbortController()
    const coming = other.schedule(async () => 'sent', aborting.signal)
    const next = other.schedule(async () => 'sent', signal)
    aborting.abort(new Error('stop'))
    await expect(coming).rejects.toThrow('stop')
    gate.answer()
    await Promise.all(held)
    expect(await next).toBe('sent')
  })
})
