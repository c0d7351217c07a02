import { openSandbox } from '../../plugin/sandbox/index.ts'
import type { Settings } from '../../src/contract/plugin.ts'
import type { Clock } from './clock.ts'

/** What is true of a record, or landed of it. */
export interface Facts {
  /** Null where the stream's records have no versions. */
  readonly version: number | null
  /** What else of it is compared, as one text; empty where nothing is. */
  readonly detail: string
}

/** By id. */
export type TrueRows = ReadonlyMap<string, Facts>

/** A fault as the sandbox's control API takes it. */
export type Fault = Readonly<Record<string, unknown>> & { readonly kind: string }
export type Operation = Readonly<Record<string, unknown>> & { readonly op: string; readonly type: string }

export interface Changed {
  readonly op: string
  readonly type: string
  readonly id: string
}

/** How often the faults struck, and what their mutations changed. */
export interface Strikes {
  readonly struck: number
  readonly changed: readonly Changed[]
}

export interface TrialSite extends AsyncDisposable {
  readonly connection: Settings
  truth(stream: string, clause: string | undefined): Promise<TrueRows>
  mutate(operations: readonly Operation[]): Promise<readonly Changed[]>
  set(settings: object): Promise<void>
  play(faults: readonly Fault[]): Promise<void>
  /** Ends all faults and tells what the first so many of them did. */
  calm(count: number): Promise<Strikes>
  /** What the site answers its account, faults and all. Throws when it refuses. */
  ask(path: string): Promise<Answer>
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any route
export type Answer = any

/** A sandbox that goes by the trial's clock. */
export async function openTrialSite(pages: number, seed: number, clock: Clock): Promise<TrialSite> {
  const sandbox = await openSandbox({ port: 0, pages, seed }, clock)
  const { url, connection } = sandbox
  const control = (path: string, method: string, body?: unknown) =>
    fetch(`${url}/__sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).then(textOf)
  const authorization = `Basic ${Buffer.from(`${connection['email']}:${connection['apiToken']}`).toString('base64')}`
  return {
    connection,
    async truth(stream, clause) {
      const query = clause === undefined ? '' : `?cql=${encodeURIComponent(clause)}`
      const lines = (await control(`truth/${stream}${query}`, 'GET')).split('\n').filter(Boolean)
      return new Map(
        lines
          .map((line) => JSON.parse(line))
          .map(({ id, versionNumber: version, status: _, ...rest }) => [
            id,
            { version, detail: Object.values(rest).join() },
          ]),
      )
    },
    mutate: async (operations) => JSON.parse(await control('mutate', 'POST', operations)),
    async set(settings) {
      await control('settings', 'POST', settings)
    },
    async play(faults) {
      await control('faults', 'POST', faults)
    },
    async calm(count) {
      const { faults } = JSON.parse(await control('faults', 'GET'))
      await control('faults', 'DELETE')
      return strikesOf(faults.slice(0, count))
    },
    ask: async (path) =>
      JSON.parse(await textOf(await fetch(`${url}${path}`, { headers: { authorization } }))),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  }
}

interface Played {
  readonly struck: number
  readonly changed?: readonly (Changed | { readonly refused: string })[]
}

const strikesOf = (faults: readonly Played[]): Strikes => ({
  struck: faults.reduce((sum, { struck }) => sum + struck, 0),
  changed: faults.flatMap(({ changed = [] }) => changed.flatMap((one) => ('refused' in one ? [] : [one]))),
})

async function textOf(response: Response): Promise<string> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`)
  return text
}
