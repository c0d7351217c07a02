import { randomUUID } from 'node:crypto'
import Bottleneck from 'bottleneck'
import { Redis } from 'ioredis'
import { concurrencyBounds } from './limits-concurrency.ts'
import type { Sharing } from './limits-joined.ts'

/** What the processes that read one site tell each other through Redis. As long as Redis is away, nothing waits for it. */
export interface SharedLimits extends Disposable {
  /**
   * A place among the requests that all processes together may have under way; what comes back gives it up again.
   * Where Redis is away or the signal aborts, it comes at once and is nobody else's.
   */
  place(signal: AbortSignal): Promise<() => void>
  /** Asks the other processes to wait, in milliseconds. */
  tell(pauseMs: number): void
}

export interface SharedWishes {
  /** Another process was asked to wait. */
  onPause(pauseMs: number): void
  /** Redis went away. */
  onAway(): void
}

/** A process that dies gives up its places after this long: more than any request takes, in milliseconds. */
const longestPlaceMs = 120_000
/** What Redis keeps of a site that nobody reads any more goes after this long, in milliseconds. */
const forgottenAfterMs = 600_000
/** In milliseconds. */
const patience = { connectTimeout: 5_000, commandTimeout: 5_000 } as const

export function joinSharedLimits({ site, redisUrl }: Sharing, wishes: SharedWishes): SharedLimits {
  const client = openRedis(redisUrl)
  const { connection, limiter } = openLimiter(client, site)
  const self = randomUUID()
  limiter.on('message', (message: string) => hear(message, self, wishes))
  const places = openPlaces(limiter)
  const watch = watchRedis(client, () => {
    places.goWithout()
    wishes.onAway()
  })
  return {
    place: (signal) => (watch.isAway() || signal.aborted ? Promise.resolve(noPlace) : places.next(signal)),
    tell(pauseMs) {
      if (!watch.isAway()) limiter.publish(`${self} ${pauseMs}`).catch(() => undefined)
    },
    [Symbol.dispose]() {
      watch.stop()
      // The others are told of the places given up before the connection closes.
      void places.settled().then(() => connection.disconnect(false))
    },
  }
}

/** Whether a Redis server answers there and lets us in. */
export async function redisAnswers(redisUrl: string): Promise<boolean> {
  const client = new Redis(redisUrl, { ...patience, lazyConnect: true, retryStrategy: () => null })
  // Seen as a refused command as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

const noPlace = () => undefined

function openPlaces(limiter: Bottleneck) {
  const waiting = new Set<() => void>()
  const held = new Set<Promise<unknown>>()
  const next = (signal: AbortSignal) =>
    new Promise<() => void>((resolve) => {
      const stopWaiting = (release: () => void) => {
        signal.removeEventListener('abort', goWithout)
        if (waiting.delete(goWithout)) resolve(release)
        // It comes when nobody waits for it any more.
        else release()
      }
      const goWithout = () => stopWaiting(noPlace)
      waiting.add(goWithout)
      signal.addEventListener('abort', goWithout)
      const take = (release: () => void) => {
        held.add(over)
        stopWaiting(release)
      }
      const job = limiter.schedule({ expiration: longestPlaceMs }, () => new Promise<void>(take))
      const over = job.catch(goWithout).finally(() => held.delete(over))
    })
  return {
    next,
    goWithout() {
      for (const goWithout of [...waiting]) goWithout()
    },
    settled: () => Promise.allSettled(held),
  }
}

function openRedis(redisUrl: string): Redis {
  return new Redis(redisUrl, {
    ...patience,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(times * 500, 10_000),
  })
}

function openLimiter(client: Redis, site: string) {
  const connection = new Bottleneck.IORedisConnection({ Redis, client })
  const id = `confluence-sync:${site}`
  const limiter = new Bottleneck({
    id,
    connection,
    maxConcurrent: concurrencyBounds.most,
    timeout: forgottenAfterMs,
  })
  // What goes wrong with Redis is seen at the connection itself.
  limiter.on('error', () => undefined)
  return { connection, limiter }
}

function watchRedis(client: Redis, onAway: () => void) {
  let isAway = false
  let isOver = false
  const goAway = () => {
    const isNew = !isAway && !isOver
    isAway = true
    if (isNew) onAway()
  }
  client.on('error', goAway)
  client.on('close', goAway)
  client.on('ready', () => {
    isAway = false
  })
  return {
    isAway: () => isAway,
    stop() {
      isOver = true
    },
  }
}

function hear(message: string, self: string, wishes: SharedWishes): void {
  const [from, pause] = message.split(' ')
  const pauseMs = Number(pause)
  if (from !== self && pauseMs > 0) wishes.onPause(pauseMs)
}
