import { setTimeout as sleep } from 'node:timers/promises'
import type { MiddlewareHandler } from 'hono'
import type { Site } from '../site.ts'

/** Holds every answer back for as long as the settings say. */
export function delayAnswers(site: Site): MiddlewareHandler {
  return async (_, next) => {
    const { latencyMs } = site.settings
    if (latencyMs > 0) await sleep(latencyMs)
    await next()
  }
}
