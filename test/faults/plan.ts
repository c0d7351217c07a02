import type { Fault, Operation } from './site.ts'

/** `first`: nothing was read before · `again`: everything is read once more · `changes`: incremental. */
export type Mode = 'first' | 'again' | 'changes'

/** One trial, all of it: the same plan plays the same way again. */
export interface TrialPlan {
  /** What `--only` names it by: fault/variant/stream/mode. */
  readonly name: string
  readonly seed: number
  readonly pages: number
  /** When it begins, in epoch milliseconds. */
  readonly startsAt: number
  /** Undefined: all of them. */
  readonly streams: readonly string[] | undefined
  readonly mode: Mode
  readonly clause: string | undefined
  /** In force from the start. */
  readonly settings: object
  /** In force only while the faults are. */
  readonly trouble: object
  /** After the first read, before the faults. */
  readonly changes: readonly Operation[]
  faults(facts: SiteFacts): readonly Fault[]
  /** So that a small site has several pages; nothing that a client should notice. */
  readonly paging: readonly Fault[]
  readonly streamsAtOnce: number
}

/** What a fault can aim at. */
export interface SiteFacts {
  /** Ids in the truth, by stream. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  /** What was changed since the clean read. */
  readonly changed: ReadonlySet<string>
  readonly pageIds: readonly string[]
  /** Spaces that hold pages. */
  readonly spaceIds: readonly string[]
}
