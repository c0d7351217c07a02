import { contentsOf, isKnownUser, searchableUsers } from './account.ts'
import type { Scene } from './judge.ts'
import type { Landed } from './landed.ts'
import type { SiteFacts, TrialPlan } from './plan.ts'
import type { Changed, Fault, TrueRows } from './site.ts'
import type { Ran, Stage } from './stage.ts'

/** What the site has at one moment. */
export interface Snapshot {
  readonly truths: ReadonlyMap<string, TrueRows>
  /** The accounts that the user search finds, where it could be asked without faults. */
  readonly searchable: ReadonlySet<string>
}

export async function snapshotOf({ site, truths, streams }: Stage): Promise<Snapshot> {
  const searchable = streams.includes('users') ? await searchableUsers(site) : new Set<string>()
  return { truths: await truths(), searchable }
}

export interface Moments {
  readonly ran: Ran
  readonly before: Snapshot
  readonly after: Snapshot
  readonly landed: Landed
  /** Whether nothing changed or was out of sight meanwhile; so where not said. */
  readonly isStill?: boolean
}

export type Excuse = (stream: string, id: string) => boolean

/** Every stream of the trial after one run; what was changed while it read may have come and gone. */
export function scenesOf(
  stage: Stage,
  moments: Moments,
  isExcused: Excuse,
  passing: ReadonlySet<string> = new Set(),
): readonly Scene[] {
  const { ran, before, after, landed, isStill = true } = moments
  return stage.streams.map((stream) => ({
    stream,
    said: ran.said.get(stream),
    before: expected(stream, before, landed),
    after: expected(stream, after, landed),
    rows: landed.rows.get(stream) ?? [],
    isExcused: (id) => isExcused(stream, id),
    isPassing: (id) => passing.has(id),
    isStill,
  }))
}

// Accounts that only rows of streams name which have not landed are in nobody's reach.
function expected(stream: string, { truths, searchable }: Snapshot, { named }: Landed): TrueRows {
  const truth = truths.get(stream) ?? new Map()
  if (stream !== 'users') return truth
  return new Map([...truth].filter(([id]) => searchable.has(id) || named.has(id)))
}

const telling = new Set(['edit', 'create', 'comment', 'attach'])

/**
 * What incremental reads cannot know of: a record that came back, with all that hangs on it, has no new version
 * and no new stamp. What was not there after the clean read and was neither made nor edited since has come back so.
 */
export function untold(
  { mode, trouble }: TrialPlan,
  clean: Snapshot | undefined,
  changes: readonly Changed[],
  ran: Ran,
  faulted?: Ran,
): Excuse {
  // A full read would have told, unless by a search that did not know yet, or where it never came about.
  const knowsNot = mode === 'changes' || 'indexLagMs' in trouble
  const told = new Set(changes.filter(({ op }) => telling.has(op)).map(({ id }) => id))
  return (stream, id) => {
    const mayNotKnow = knowsNot || faulted?.said.get(stream)?.verdict === 'failed'
    const isIncremental = mayNotKnow && ran.said.get(stream)?.strategy === 'incremental'
    return isIncremental && !told.has(id) && clean?.truths.get(stream)?.has(id) === false
  }
}

/**
 * What changes while an incremental read goes from the newest to the oldest moves to where the read has been:
 * it is in the next run's share.
 */
export const movedOn =
  (changed: ReadonlySet<string>, { said }: Ran): Excuse =>
  (stream, id) =>
    said.get(stream)?.strategy === 'incremental' && changed.has(id)

/** What was changed of late, as long as the search index does not know of it. */
export function unindexed({ trouble, clause }: TrialPlan, changes: readonly Changed[]): Excuse {
  const lags = clause !== undefined && 'indexLagMs' in trouble
  const ids = new Set(lags ? changes.map(({ id }) => id) : [])
  return (stream, id) => stream === 'pages' && ids.has(id)
}

/**
 * A space that disappeared from the account's view is gone as far as anybody can tell: what is in it may be
 * marked or not, and the accounts that only it names may be missing.
 */
export async function hiddenBy({ site }: Stage, plan: TrialPlan, faults: readonly Fault[]): Promise<Excuse> {
  const spaceIds = faults.flatMap(({ kind, spaceId }) => (kind === 'hidden_space' ? [String(spaceId)] : []))
  const hidden = new Set<string>()
  // So that the lists tell of every reply.
  await site.set({ replies: 'in' })
  for (const id of spaceIds) for (const inside of await contentsOf(site, id)) hidden.add(inside)
  await site.set(plan.settings)
  return (stream, id) => hidden.has(id) || (stream === 'users' && hidden.size > 0)
}

/** Of what came back into view nothing tells an incremental read; a full one has it again. */
export const backInView =
  (isHidden: Excuse, { said }: Ran): Excuse =>
  (stream, id) =>
    said.get(stream)?.strategy === 'incremental' && isHidden(stream, id)

/** One of them is enough. */
export const anyOf =
  (excuses: readonly Excuse[]): Excuse =>
  (stream, id) =>
    excuses.some((isExcused) => isExcused(stream, id))

/** Accounts stay as long as the site knows them by their ids or a row names them, be it marked as deleted. */
export async function stillKnown({ site }: Stage, landed: Landed, before: Snapshot): Promise<Excuse> {
  const named = expected('users', before, landed)
  const unnamed = (landed.rows.get('users') ?? []).filter(({ id }) => !named.has(id))
  const known = new Set<string>()
  const isNamed = (id: string) => landed.named.has(id) || landed.remembered.has(id)
  for (const { id } of unnamed) if (isNamed(id) || (await isKnownUser(site, id))) known.add(id)
  return (stream, id) => stream === 'users' && known.has(id)
}

/** What faults can aim at. */
export async function factsOf(
  { site }: Stage,
  { truths }: Snapshot,
  changes: readonly Changed[],
): Promise<SiteFacts> {
  const { results } = await site.ask('/wiki/api/v2/pages?limit=250')
  return {
    ids: new Map([...truths].map(([stream, rows]) => [stream, [...rows.keys()]] as const)),
    changed: new Set(changes.map(({ id }) => id)),
    pageIds: results.map(idOf),
    spaceIds: [...new Set<string>(results.map(spaceOf))],
  }
}

const idOf = ({ id }: { readonly id: string }) => id
const spaceOf = ({ spaceId }: { readonly spaceId: string }) => spaceId
