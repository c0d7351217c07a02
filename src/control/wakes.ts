/** Tells those of this process who wait for something of a run. */
export interface Wakes {
  wake(name: string): void
  /** Resolves at the next wake of this name; never rejects. */
  next(name: string, signal: AbortSignal): Promise<void>
}

export function openWakes(): Wakes {
  const waiting = new Map<string, Set<() => void>>()
  return {
    wake(name) {
      const all = waiting.get(name)
      waiting.delete(name)
      for (const resume of all ?? []) resume()
    },
    next: (name, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const all = waiting.get(name) ?? new Set()
        waiting.set(name, all)
        const resume = () => {
          signal.removeEventListener('abort', resume)
          all.delete(resume)
          resolve()
        }
        all.add(resume)
        signal.addEventListener('abort', resume, { once: true })
      }),
  }
}
