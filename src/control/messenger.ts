import { toSyncError } from '../contract/errors.ts'
import type { Core } from './core.ts'
import { type Delivery, deliver, type Send } from './webhook.ts'

/** Before each further try. */
const pausesMs = [2_000, 15_000]

export interface Messenger {
  /** Sends at once and once; undefined where there is nobody to send to. */
  attempt(body: object, signal: AbortSignal): Promise<Delivery | undefined>
  /** Sends how a run ended, in the background, and keeps with the notice and in the run's log what became of it. */
  tell(noticeId: number, runId: string, body: object): void
  /** Calls off what is being sent, and waits for that. */
  close(): Promise<void>
}

export function openMessenger(core: Core, send: Send, address: () => string | undefined): Messenger {
  const means = { surroundings: core.surroundings, send }
  const closed = new AbortController()
  const underWay = new Set<Promise<void>>()
  const attempt = async (body: object, signal: AbortSignal, pauses: readonly number[]) => {
    const url = address()
    return url === undefined ? undefined : await deliver({ ...means, signal, pausesMs: pauses }, url, body)
  }
  const carry = async (id: number, runId: string, body: object) => {
    const delivery = await attempt(body, closed.signal, pausesMs).catch(undelivered)
    if (delivery !== undefined) noteDelivery(core, id, runId, delivery)
  }
  return {
    attempt: (body, signal) => attempt(body, signal, []),
    tell(id, runId, body) {
      // Whatever becomes of it, the run has ended as it has.
      const sending = carry(id, runId, body)
        .catch(() => undefined)
        .finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async close() {
      closed.abort()
      await Promise.all(underWay)
    },
  }
}

const undelivered = (error: unknown): Delivery => ({ delivered: false, message: toSyncError(error).message })

function noteDelivery(
  { books, surroundings, wakes }: Core,
  id: number,
  runId: string,
  { delivered, message }: Delivery,
): void {
  books.notices.noteDelivery(id, message)
  if (delivered) return
  const line = { level: 'warn', message: `Nobody was told how the run ended. ${message}` } as const
  books.words.addLine(runId, line, surroundings.now())
  wakes.wake(runId)
}
