import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { RunEvent } from '../../src/contract/events.ts'
import type { Front } from './front.ts'

/** A run as another process saw it: what it said before it ended, and by what. */
export interface Witnessed {
  readonly events: readonly RunEvent[]
  readonly signal: NodeJS.Signals | null
}

export interface ChildOptions {
  readonly fullRefresh: boolean
  /** It kills itself at the event of this number, from 1 on. */
  readonly killAtEvent?: number
  /** It is killed when the site gets the request of this number, from 1 on; that one is never answered. */
  readonly killAtRequest?: number
}

const launcher = join(import.meta.dirname, 'kill-at.ts')

/**
 * Runs a sync in a process of its own. One stream at a time, so that its events have one order, unless it is killed by
 * a request: then streams are caught side by side.
 */
export async function syncInChild(config: string, front: Front, options: ChildOptions): Promise<Witnessed> {
  const { fullRefresh, killAtEvent = 0, killAtRequest } = options
  const streamsAtOnce = killAtRequest === undefined ? 1 : 4
  const words = [config, killAtEvent, streamsAtOnce, fullRefresh ? 'full' : 'changes'].map(String)
  const child = spawn(process.execPath, ['--import', 'tsx', launcher, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  front.forget()
  front.fateOf = (place) => {
    if (place !== killAtRequest) return 'answered'
    child.kill('SIGKILL')
    return 'hangs'
  }
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_code, signal) => resolve(signal)),
  )
  const text = (await child.stdout.setEncoding('utf8').toArray()).join('')
  front.fateOf = () => 'answered'
  const events = text.split('\n').filter(Boolean)
  return { events: events.map((line) => JSON.parse(line)), signal: await ended }
}
