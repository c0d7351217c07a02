import type { RunEvent } from '../contract/events.ts'
import { openPace, type Pace } from '../pace.ts'

/** The pace of each stream under way, by name, in the order they began. */
export interface Paces {
  hear(event: RunEvent): void
  readonly underWay: ReadonlyMap<string, Pace>
}

export function openPaces(now: () => number): Paces {
  const underWay = new Map<string, Pace>()
  return {
    underWay,
    hear(event) {
      if (event.type === 'stream_started') {
        const pace = openPace(now)
        pace.expect(event.expected)
        underWay.set(event.stream, pace)
      }
      if (event.type === 'page_read') underWay.get(event.stream)?.note(event.listed)
      if (event.type === 'stream_finished') underWay.delete(event.stream)
    },
  }
}
