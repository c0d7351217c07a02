import type { MiddlewareHandler } from 'hono'
import { wikiPath } from '../v2/listing.ts'

/** How many requests each route answered. */
export interface TrafficCount {
  readonly count: MiddlewareHandler
  report(): Readonly<Record<string, number>>
  reset(): void
}

export function countTraffic(): TrafficCount {
  const counts = new Map<string, number>()
  return {
    count: async (context, next) => {
      const route = `${context.req.method} ${routeOf(wikiPath(new URL(context.req.url)))}`
      counts.set(route, (counts.get(route) ?? 0) + 1)
      await next()
    },
    report: () => Object.fromEntries([...counts].sort()),
    reset: () => counts.clear(),
  }
}

function routeOf(path: string): string {
  return path.replaceAll(/\/(att)?\d+(?=\/|$)/g, '/{id}')
}
