import type { Checkpoint, Load } from '../contract/warehouse.ts'
import type { Tally } from './tally.ts'

/** The commits of one stream, at most one of them under way while the next batch fills. */
export interface Committing {
  /**
   * Waits for the commit under way, then begins one of what is staged and of how far the read has come at that very
   * moment. Resolves with whether one has ended since this was told last. Throws what an earlier one failed with:
   * nothing that follows a failure is ever committed.
   */
  begin(checkpoint: () => Checkpoint): Promise<boolean>
  /** Waits for the commit under way. Resolves and throws alike. */
  settle(): Promise<boolean>
  /** Throws what a commit has failed with by now. */
  throwIfFailed(): void
}

export function openCommitting(load: Load, tally: Tally): Committing {
  let underWay: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | undefined
  let ended = false
  const commit = async (checkpoint: Checkpoint) => {
    const staged = load.stagedRows
    const counts = await load.commit(checkpoint)
    tally.add({ ...counts, landed: staged - counts.deduplicated })
    ended = true
  }
  const tell = () => {
    const told = ended
    ended = false
    return told
  }
  return {
    async begin(checkpoint) {
      await underWay
      underWay = commit(checkpoint())
      // Also heard of when nobody waits for it: by whatever is asked for next.
      underWay.catch((error: unknown) => {
        failure = { error }
      })
      return tell()
    },
    async settle() {
      await underWay
      return tell()
    },
    throwIfFailed() {
      if (failure !== undefined) throw failure.error
    },
  }
}
