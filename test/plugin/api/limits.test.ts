import { setImmediate as nextTick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLimits } from '../../../plugin/api/limits.ts'
import { openConcurrency } from '../../../plugin/api/limits-concurrency.ts'
import { fakeSurroundings, sleepForEver } from '../../support/fake-source.ts'

describe('how many requests may be under way', () => {
  it('rises by one after ten good answers, to sixteen', () => {
    const concurrency = openConcurrency()
    const seen = Array.from({ length: 200 }, () => {
      concurrency.answered()
      return concurrency.allowed()
    })
    expect([seen[8], seen[9], seen[19], seen.at(-1)]).toEqual([4, 5, 6, 16])
  })

  it('does not rise when a failure lies between', () => {
    const concurrency = openConcurrency()
    for (let answer = 1; answer <= 100; answer += 1)
      if (answer % 10 === 0) concurrency.stay()
      else concurrency.answered()
    expect(concurrency.allowed()).toBe(4)
  })

  it('is halved once for all that was refused together, and never less than one', () => {
    const concurrency = openConcurrency()
    const together = [concurrency.begin(), concurrency.begin()]
    for (const place of together) concurrency.lower(place)
    expect(concurrency.allowed()).toBe(2)
    for (let refusal = 0; refusal < 5; refusal += 1) concurrency.lower(concurrency.begin())
    expect(concurrency.allowed()).toBe(1)
  })

  it('begins with one after a pause, and is soon back at the half', () => {
    const concurrency = openConcurrency()
    for (let answer = 0; answer < 200; answer += 1) concurrency.answered()
    concurrency.lower(concurrency.begin())
    concurrency.restart()
    expect(concurrency.allowed()).toBe(1)
    for (let answer = 0; answer < 7; answer += 1) concurrency.answered()
    expect(concurrency.allowed()).toBe(8)
    concurrency.answered()
    expect(concurrency.allowed()).toBe(8)
  })
})

describe('a request that waits for its turn', () => {
  const never = () => new Promise<never>(() => undefined)

  /** The places taken by requests that are never answered. */
  async function taken(more: Partial<ReturnType<typeof fakeSurroundings>> = {}) {
    const limits = openLimits({ ...fakeSurroundings(), ...more })
    let sent = 0
    const { signal } = new AbortController()
    const send = () => {
      sent += 1
      return never()
    }
    for (let place = 0; place < 4; place += 1) void limits.schedule(send, signal)
    while (sent < 4) await nextTick()
    return { limits, send, sent: () => sent }
  }

  it('gives up at once when it is called off, and is never sent', async () => {
    const { limits, send, sent } = await taken()
    const aborting = new AbortController()
    const coming = limits.schedule(send, aborting.signal)
    aborting.abort(new Error('stop'))
    await expect(coming).rejects.toThrow('stop')
    expect(sent()).toBe(4)
  })

  it('gives up at once when it is called off in a pause', async () => {
    const { limits, send, sent } = await taken({ sleep: sleepForEver })
    limits.pause(60_000)
    const aborting = new AbortController()
    const coming = limits.schedule(send, aborting.signal)
    aborting.abort(new Error('stop'))
    await expect(coming).rejects.toThrow('stop')
    expect(sent()).toBe(4)
  })

  it('leaves its place to the next when it is called off', async () => {
    const limits = openLimits(fakeSurroundings())
    const aborting = new AbortController()
    const hanging = () =>
      new Promise<never>((_, reject) => {
        aborting.signal.addEventListener('abort', () => reject(aborting.signal.reason))
      })
    const all = Array.from({ length: 4 }, () => limits.schedule(hanging, aborting.signal))
    const next = limits.schedule(async () => 'sent', new AbortController().signal)
    aborting.abort(new Error('stop'))
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected')
    expect(await next).toBe('sent')
  })
})
