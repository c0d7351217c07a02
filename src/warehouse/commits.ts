/**
 * The commits of one load: one after another, each expecting the sequence that the one before left. When one has
 * failed, those asked for after it fail with its failure and do nothing: their rows and state build on what did not
 * land.
 */
export interface Commits {
  next<Result>(make: (sequence: number) => Promise<Result>): Promise<Result>
  /** Resolves when none is under way. */
  settled(): Promise<void>
}

/** `sequence` is the one in place. */
export function openCommits(sequence: number): Commits {
  let expected = sequence
  let last: Promise<unknown> = Promise.resolve()
  return {
    next(make) {
      const mine = last.then(async () => {
        const result = await make(expected)
        expected += 1
        return result
      })
      last = mine
      // Whoever asked for it hears of its failure.
      mine.catch(() => undefined)
      return mine
    },
    settled: () =>
      last.then(
        () => undefined,
        () => undefined,
      ),
  }
}
