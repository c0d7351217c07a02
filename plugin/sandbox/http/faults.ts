import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, MiddlewareHandler, Next } from 'hono'
import type { Site } from '../site.ts'

/**
 * Something a real site does to its clients now and then. Faults stand between the sign-in and the routes, in
 * the order of their table; one that answers by itself leaves out `next`.
 */
interface Fault {
  isOn(site: Site): boolean
  strike(site: Site, context: Context, next: Next): Promise<Response | undefined>
}

const faults: readonly Fault[] = [
  {
    isOn: (site) => site.settings.latencyMs > 0,
    async strike(site, _, next) {
      await sleep(site.settings.latencyMs)
      await next()
      return undefined
    },
  },
]

/** The middlewares that play every fault that is on. */
export function playFaults(site: Site): readonly MiddlewareHandler[] {
  return faults.map((fault) => async (context, next) => {
    if (fault.isOn(site)) return fault.strike(site, context, next)
    await next()
    return undefined
  })
}
