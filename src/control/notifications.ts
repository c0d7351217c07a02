import { z } from 'zod'
import type { RunEnd, StoredRun } from '../store/runs.ts'
import type { Notifications } from './control.ts'
import type { Core } from './core.ts'
import { openMessenger } from './messenger.ts'
import { pageOf } from './paging.ts'
import { drawer } from './secrets.ts'
import type { Notice, NotificationSettings } from './views.ts'
import { type Send, webhookOf } from './webhook.ts'

export interface Notifier extends Notifications {
  /** Called in the transaction that ends a run; returns what is to be sent after it. */
  onEnd(run: StoredRun, end: RunEnd): (() => void) | undefined
  /** Calls off what is being sent, and waits for that. */
  close(): Promise<void>
}

const fact = 'notifications'
const kept = z.object({
  webhookUrl: z.string().optional(),
  webhookHost: z.string().optional(),
  onRecovery: z.boolean().default(true),
  onIncomplete: z.boolean().default(true),
})
const keepNotices = 1_000

/** Tells people about runs that went wrong, and about the first that is well again. */
export function openNotifications(core: Core, send: Send): Notifier {
  const { books, surroundings, vault } = core
  const stored = () => kept.parse(JSON.parse(books.facts.get(fact) ?? '{}'))
  const settings = (): NotificationSettings => {
    const { webhookUrl, webhookHost, ...chosen } = stored()
    return {
      ...chosen,
      webhookSet: webhookUrl !== undefined,
      ...(webhookHost === undefined ? {} : { webhookHost }),
    }
  }
  const address = () => {
    const { webhookUrl } = stored()
    return webhookUrl === undefined ? undefined : drawer(vault, fact).open(webhookUrl, 'webhookUrl')
  }
  const messenger = openMessenger(core, send, address)
  return {
    list: async (paging = {}) => pageOf(paging, books.notices.count, books.notices.list),
    markSeen: async () => books.notices.markSeen(),
    settings: async () => settings(),
    async update({ webhookUrl, ...chosen }) {
      const before = stored()
      const address = webhookUrl
        ? sealed(webhookUrl, drawer(vault, fact).seal)
        : webhookUrl === null
          ? {}
          : before
      const { onRecovery = before.onRecovery, onIncomplete = before.onIncomplete } = chosen
      const { webhookUrl: url, webhookHost: host } = {
        webhookUrl: undefined,
        webhookHost: undefined,
        ...address,
      }
      books.facts.set(fact, JSON.stringify({ webhookUrl: url, webhookHost: host, onRecovery, onIncomplete }))
      return settings()
    },
    async test(signal) {
      const text = 'confluence-sync: this is a test; notifications arrive.'
      const delivery = await messenger.attempt({ text, event: 'test' }, signal)
      return delivery ?? { delivered: false, message: 'There is no webhook yet: enter its address.' }
    },
    onEnd(run, end) {
      const kind = kindOf(core, run, end, stored())
      if (kind === undefined) return undefined
      const message = wordsOf(kind, run, end)
      const { syncId, syncName, id: runId } = run
      const id = books.notices.add({ kind, syncId, syncName, runId, message }, surroundings.now())
      books.notices.prune(keepNotices)
      const body = { text: `confluence-sync: ${message}`, event: kind, ...factsOf(run, end) }
      return () => messenger.tell(id, runId, body)
    },
    close: messenger.close,
  }
}

function sealed(address: string, seal: (text: string, path: string) => string) {
  const { host } = webhookOf(address)
  return { webhookUrl: seal(address, 'webhookUrl'), webhookHost: host }
}

function kindOf(
  { books }: Core,
  run: StoredRun,
  { status }: RunEnd,
  { onRecovery, onIncomplete }: Pick<NotificationSettings, 'onRecovery' | 'onIncomplete'>,
): Notice['kind'] | undefined {
  if (status === 'failed') return 'failed'
  if (status === 'incomplete') return onIncomplete ? 'incomplete' : undefined
  if (status !== 'succeeded' || !onRecovery) return undefined
  const before = books.runs
    .ended(run.syncId, 20)
    .find((one) => one.id !== run.id && one.status !== 'cancelled')
  return before !== undefined && before.status !== 'succeeded' ? 'recovered' : undefined
}

function wordsOf(kind: Notice['kind'], { syncName }: StoredRun, { reason }: RunEnd): string {
  if (kind === 'recovered') return `The sync ${syncName} is well again.`
  const how = kind === 'failed' ? 'failed' : 'is incomplete'
  return `The sync ${syncName} ${how}. ${reason ?? ''}`.trim()
}

function factsOf(
  { id, syncId, syncName, trigger }: StoredRun,
  { status, reason, code, listed, landed }: RunEnd,
) {
  return {
    sync: syncName,
    syncId,
    runId: id,
    trigger,
    status,
    reason,
    code,
    rowsListed: listed,
    rowsLanded: landed,
  }
}
