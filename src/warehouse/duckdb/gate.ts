/** Lets work go on side by side, except for what must be alone. */
export interface Gate {
  /** Waits while something is alone. Work inside of such work never waits. */
  pass<Result>(work: () => Promise<Result>): Promise<Result>
  /** Does it while nothing else is under way, and keeps everything else waiting; not at all where something is. */
  alone(work: () => Promise<void>): Promise<void>
}

export function openGate(): Gate {
  let passing = 0
  let alone: Promise<void> | undefined
  return {
    async pass(work) {
      while (alone !== undefined) await alone.catch(() => undefined)
      passing += 1
      try {
        return await work()
      } finally {
        passing -= 1
      }
    },
    async alone(work) {
      if (passing > 0 || alone !== undefined) return
      alone = work().finally(() => {
        alone = undefined
      })
      await alone
    },
  }
}
