import { setTimeout as wait } from 'node:timers/promises'
import { front } from '../../src/server/front.ts'
import { listen } from '../../src/server/listen.ts'
import { settleAdminToken } from '../../src/server/tokens.ts'
import { openTestControl } from '../support/control.ts'

/** Where a real run would wait for seconds before it tries again, this one hardly does. */
const impatient = (longestMs: number) => ({
  now: Date.now,
  random: Math.random,
  sleep: (delayMs: number, signal: AbortSignal) => wait(Math.min(delayMs, longestMs), undefined, { signal }),
})

/** The whole server as it is started for the first time, on a home folder of its own. */
export async function openServed() {
  const control = await openTestControl({ ticks: true, surroundings: impatient(50) }, impatient(5))
  const token = settleAdminToken(control, undefined)
  const server = await listen({ control, front, version: '0.0.0' }, { host: '127.0.0.1', port: 0 })
  control.start()
  return {
    url: server.url,
    /** What the first start shows this once. */
    token: token ?? '',
    control,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await control[Symbol.asyncDispose]()
    },
  }
}
