import type { LandedRow } from './landed.ts'
import type { Facts, TrueRows } from './site.ts'
import type { Said } from './stage.ts'

export const checks = ['missing', 'doubled', 'wronglyDeleted', 'wronglyGreen', 'broken'] as const

/**
 * `missing`: not there, or stale, after the run that must heal; after the full read that ends a trial, any difference ·
 * `doubled`: more than one live row of an id · `wronglyDeleted`: marked although the site has it ·
 * `wronglyGreen`: succeeded although something is missing, stale or too much ·
 * `broken`: a run hung, failed by a fault of our own, or without any fault did not succeed.
 */
export type Check = (typeof checks)[number]

export interface Finding {
  readonly check: Check
  readonly run: 'faulted' | 'healing' | 'full'
  readonly stream: string
  readonly ids: readonly string[]
  readonly detail: string
}

/** One stream after one run. */
export interface Scene {
  readonly stream: string
  readonly said: Said | undefined
  /** What the site had when the run began, and when it was over. */
  readonly before: TrueRows
  readonly after: TrueRows
  readonly rows: readonly LandedRow[]
  /** Nothing in the API tells that these are there, or the account does not see them: they may be missing. */
  isExcused(id: string): boolean
  /** It may have come and gone again while the run was reading. */
  isPassing(id: string): boolean
  /** Nothing in the site changed or was out of sight while the run was reading. */
  readonly isStill: boolean
}

/** A stream whose run had to do with faults: it may fail, but it must not lie. */
export function judgeFaulted(scene: Scene): readonly Finding[] {
  const { said, before, after } = scene
  const isStayer = (id: string) => before.has(id) && after.has(id) && !scene.isExcused(id)
  const live = liveOf(scene.rows)
  const marked = scene.rows.filter(({ id }) => isStayer(id) && !live.has(id)).map(({ id }) => id)
  const isGreen = said?.verdict === 'succeeded'
  const lacking = isGreen
    ? [...before].filter(([id, facts]) => isStayer(id) && isBehind(live.get(id), facts))
    : []
  const isLasting = ([id, { detail }]: readonly [string, Facts]) =>
    isStayer(id) && live.has(id) && after.get(id)?.detail === detail
  const lasting = isGreen && scene.isStill ? [...before].filter(isLasting) : []
  const blurred = lasting.filter(([id, facts]) => isBlurred(live.get(id), facts))
  const isLong = (id: string) =>
    !before.has(id) && !after.has(id) && !scene.isPassing(id) && !scene.isExcused(id)
  const isFull = said?.strategy === 'full_refresh'
  const extra = isGreen && isFull ? [...live.keys()].filter(isLong) : []
  return found(scene, 'faulted', [
    ['doubled', doublesOf(scene.rows), ''],
    ['wronglyDeleted', marked, ''],
    ['wronglyGreen', lacking.map(([id]) => id).filter((id) => !marked.includes(id)), 'missing or stale'],
    ['wronglyGreen', extra, 'gone long since, and live'],
    ['wronglyGreen', blurred.map(([id]) => id), 'not in its details'],
    ['broken', troubleOf(said), ''],
  ])
}

/** A stream after a run that nothing disturbed: everything that the site tells of must be there. */
export function judgeHealing(scene: Scene, liveBefore: readonly LandedRow[]): readonly Finding[] {
  const { after, rows, said } = scene
  const live = liveOf(rows)
  const isWrong = (landed: Facts | undefined, facts: Facts) =>
    isBehind(landed, facts) || isBlurred(landed, facts)
  const lacking = [...after].filter(([id, facts]) => !scene.isExcused(id) && isWrong(live.get(id), facts))
  const wasLive = liveOf(liveBefore)
  const marked = new Set(rows.filter(({ id, isDeleted }) => isDeleted && wasLive.has(id)).map(({ id }) => id))
  const ids = lacking.map(([id]) => id)
  return found(scene, 'healing', [
    ['doubled', doublesOf(rows), ''],
    ['wronglyDeleted', ids.filter((id) => marked.has(id)), ''],
    ['missing', ids.filter((id) => !marked.has(id)), 'missing, stale or not in its details'],
    ['broken', troubleOf(said), ''],
  ])
}

/** A stream after a full read that nothing disturbed: the table is the truth. */
export function judgeFull(scene: Scene): readonly Finding[] {
  const { after, rows, said } = scene
  const live = liveOf(rows)
  const isWrong = (landed: Facts | undefined, facts: Facts) =>
    landed?.version !== facts.version || isBlurred(landed, facts)
  const lacking = [...after].filter(([id, facts]) => isWrong(live.get(id), facts)).map(([id]) => id)
  const extra = [...live.keys()].filter((id) => !after.has(id) && !scene.isExcused(id))
  const isGreen = said?.verdict === 'succeeded'
  return found(scene, 'full', [
    ['doubled', doublesOf(rows), ''],
    ['missing', lacking, 'missing, or not of this version or in its details'],
    ['missing', extra, 'too much'],
    ['broken', isGreen ? [] : ['*'], said?.reason ?? 'the stream was never finished'],
  ])
}

function found(
  { stream, said }: Scene,
  run: Finding['run'],
  results: readonly (readonly [Check, readonly string[], string])[],
): readonly Finding[] {
  const told = said?.reason == null ? (said?.verdict ?? 'nothing') : `${said.verdict}: ${said.reason}`
  return results
    .filter(([, ids]) => ids.length > 0)
    .map(([check, ids, detail]) => ({
      ...{ check, run, stream, ids },
      detail: [detail, `${said?.strategy ?? 'no read'}, ${told}`].filter(Boolean).join('; '),
    }))
}

const liveOf = (rows: readonly LandedRow[]): TrueRows =>
  new Map(rows.filter(({ isDeleted }) => !isDeleted).map((row) => [row.id, row]))

const isBehind = (landed: Facts | undefined, { version }: Facts): boolean =>
  landed === undefined || (version !== null && (landed.version ?? 0) < version)

const isBlurred = (landed: Facts | undefined, { detail }: Facts): boolean => landed?.detail !== detail

function doublesOf(rows: readonly LandedRow[]): readonly string[] {
  const met = new Set<string>()
  return rows.flatMap(({ id, isDeleted }) => {
    if (isDeleted) return []
    if (met.has(id)) return [id]
    met.add(id)
    return []
  })
}

const troubleOf = (said: Said | undefined): readonly string[] =>
  said === undefined || said.kind === 'bug' || said.kind === 'hung' ? ['*'] : []
