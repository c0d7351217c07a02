import { z } from 'zod'
import type { Json } from '../contract/warehouse.ts'

const ledgerEntry = z.tuple([z.string(), z.string(), z.string()])

const readUnderWay = z.object({
  strategy: z.enum(['full_refresh', 'incremental']),
  /** Names what was seen by this read, across the runs it takes. */
  generation: z.string(),
  /** The site's clock when the read began: the horizon of the whole read. */
  startedAt: z.string(),
  since: z.string().optional(),
  /** The newest update stamp listed so far. */
  newest: z.string().optional(),
  ledger: z.array(ledgerEntry),
  /** Marked as deleted by this read and those before it, because the source said so; see trash.ts. */
  trashed: z.array(z.string()).optional(),
  /** Why the listing cannot be called complete any more, whatever is still to come. */
  flaw: z.string().optional(),
  /** What is missing cannot be asked for by itself: only another full read heals it. */
  repeat: z.literal(true).optional(),
  /** What the caller saw when it had come so far; see vouching.ts. Absent before the first place to go on from. */
  view: z.string().optional(),
  partitions: z.record(
    z.string(),
    z.object({ resume: z.string().optional(), done: z.literal(true).optional() }),
  ),
})

const syncState = z.object({
  version: z.literal(1),
  /** A fingerprint of what is read: another site or another clause starts anew. */
  scope: z.string(),
  /** `append` leaves several rows of one key, which no other behaviour may take over. */
  keepsVersions: z.boolean().optional(),
  /** When the last full read began that left nothing to be desired. */
  fullAt: z.string().optional(),
  /** Marked as deleted since, because the source said so. */
  trashed: z.array(z.string()).optional(),
  /** Everything stamped before this instant has landed. */
  cursor: z.string().optional(),
  ledger: z.array(ledgerEntry),
  /** Absent between reads. */
  read: readUnderWay.optional(),
})

/** A landed record: its id, the print of its version and content, and the update stamp it carried. */
export type LedgerEntry = readonly [id: string, print: string, stamp: string]
export type ReadUnderWay = z.infer<typeof readUnderWay>
export type SyncState = z.infer<typeof syncState>

/** The stored state, or undefined when there is none that this version can go on from. */
export function parseState(stored: Json | undefined): SyncState | undefined {
  const parsed = syncState.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}

/** The state as plain JSON: fields that are undefined are left out. */
export function toJson(state: SyncState): Json {
  return JSON.parse(JSON.stringify(state)) as Json
}
