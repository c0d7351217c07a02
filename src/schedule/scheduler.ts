import { randomUUID } from 'node:crypto'
import type { Books } from '../store/books.ts'
import type { StoredSync } from '../store/syncs.ts'
import { nextSlot } from './slots.ts'

/** What is later than this was missed, and is caught up. */
const graceMs = 2 * 60_000
const atOnce = 100

/**
 * Queues a run for every sync whose slot is due, and moves on to the first slot that is still to come: what was missed
 * is caught up once. While a run of the sync waits or is under way, its slot waits for the end. Any number of servers
 * may do this on one store: each slot is given to one of them. Returns how many runs were queued.
 */
export function queueDue(books: Books, now: number): number {
  return books.syncs.due(now, atOnce).filter((sync) => queueSlot(books, sync, now)).length
}

function queueSlot(books: Books, { id, name, nextAt, schedule, anchorAt }: StoredSync, now: number): boolean {
  if (nextAt === undefined) return false
  return books.together(() => {
    if (books.runs.underWay(id) !== undefined) return false
    if (!books.syncs.moveOn(id, nextAt, nextSlot(schedule, anchorAt, new Date(now)))) return false
    const late = now - nextAt.getTime() > graceMs
    const trigger = schedule.kind === 'after' ? 'after' : late ? 'catch_up' : 'schedule'
    const slot = nextAt.toISOString()
    return books.runs.queue({ id: randomUUID(), syncId: id, syncName: name, trigger, slot, options: {} }, now)
  })
}
