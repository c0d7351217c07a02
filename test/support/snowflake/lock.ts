/** Held by one at a time; those who wait get it in the order they asked. */
export interface Lock {
  /** Resolves with what gives it back. */
  take(): Promise<() => void>
}

export function openLock(): Lock {
  let last: Promise<void> = Promise.resolve()
  return {
    async take() {
      const before = last
      let release = () => {}
      last = new Promise((resolve) => {
        release = resolve
      })
      await before
      return release
    },
  }
}
