import type { Surroundings } from '../contract/plugin.ts'

/** Calls work off when it takes longer than this, or when the signal does; what that throws is the work's own. */
export async function within<Result>(
  surroundings: Surroundings,
  longestMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const [tooLong, done] = [new AbortController(), new AbortController()]
  surroundings.sleep(longestMs, done.signal).then(
    () => tooLong.abort(),
    () => undefined,
  )
  try {
    return await work(AbortSignal.any([signal, tooLong.signal]))
  } finally {
    done.abort()
  }
}
