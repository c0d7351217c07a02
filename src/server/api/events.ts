import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Control } from '../../control/control.ts'

interface Followed {
  readonly control: Control
  readonly params: { readonly id: string }
  readonly signal: AbortSignal
  readonly c: Context
}

/** Kept events by their type with their number, and `progress` with the whole run; `Last-Event-ID` goes on after it. */
export async function followAsEvents({ control, params, signal, c }: Followed) {
  // What is not there is an error, not a stream that says nothing.
  await control.runs.get(params.id)
  const after = Number(c.req.header('last-event-id') ?? 0)
  return streamSSE(c, async (stream) => {
    const left = new AbortController()
    stream.onAbort(() => left.abort())
    const until = AbortSignal.any([signal, left.signal])
    for await (const { id, events, run } of control.runs.follow(
      params.id,
      until,
      Number.isNaN(after) ? 0 : after,
    )) {
      for (const { id: own, event } of events)
        await stream.writeSSE({ id: String(own), event: event.type, data: JSON.stringify(event) })
      await stream.writeSSE({ id: String(id), event: 'progress', data: JSON.stringify(run) })
    }
    if (!until.aborted) await stream.writeSSE({ event: 'over', data: '{}' })
  })
}
