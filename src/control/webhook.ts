import type { Surroundings } from '../contract/plugin.ts'
import { wrong } from './core.ts'
import { within } from './within.ts'

export type Send = typeof fetch

/** What became of a message, in a sentence for people. */
export interface Delivery {
  readonly delivered: boolean
  readonly message: string
}

export interface Courier {
  readonly surroundings: Surroundings
  readonly send: Send
  readonly signal: AbortSignal
  /** How long to wait before each further try, in milliseconds. */
  readonly pausesMs: readonly number[]
}

const patienceMs = 10_000

/** Hands a message over, trying again where that may help; never throws. */
export async function deliver(courier: Courier, url: string, body: object): Promise<Delivery> {
  const { surroundings, signal, pausesMs } = courier
  let delivery = await post(courier, url, body)
  for (const pauseMs of pausesMs) {
    if (!delivery.mayPass) break
    await surroundings.sleep(pauseMs, signal).catch(() => undefined)
    if (signal.aborted) break
    delivery = await post(courier, url, body)
  }
  const { delivered, message } = delivery
  return { delivered, message: signal.aborted && !delivered ? calledOff : message }
}

const calledOff = 'The sending was called off before the webhook took it.'

interface Try extends Delivery {
  readonly mayPass: boolean
}

async function post({ send, surroundings, signal }: Courier, url: string, body: object): Promise<Try> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'confluence-sync' },
    body: JSON.stringify(body),
    // What it would be sent on to is not what was entered.
    redirect: 'manual',
  } as const
  try {
    return await within(surroundings, patienceMs, signal, async (until) => {
      const answer = await send(url, { ...request, signal: until })
      await answer.body?.cancel()
      return tryOf(answer.status)
    })
  } catch {
    const message = 'The webhook did not answer: check its address and that this machine reaches it.'
    return { delivered: false, mayPass: true, message }
  }
}

function tryOf(status: number): Try {
  if (status >= 200 && status < 300)
    return { delivered: true, mayPass: false, message: 'The webhook took it.' }
  const message =
    status >= 300 && status < 400
      ? 'The webhook answers with a redirect, which is not followed: enter the address it leads to.'
      : `The webhook answered ${status}: check its address.`
  return { delivered: false, mayPass: status === 408 || status === 429 || status >= 500, message }
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Throws SyncError `config` for an address that would send the message in the clear beyond this machine. */
export function webhookOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !isPrivate(url))
    throw refused('The webhook must be a full address that starts with https://.')
  if (url.username !== '' || url.password !== '')
    throw refused('The webhook cannot have a user and a password before its host: leave them out.')
  return url
}

const isPrivate = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname))

const refused = (message: string) => wrong(message, 'webhook_invalid', 'webhookUrl')
