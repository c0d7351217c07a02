/** The longest pause that the driver makes between two attempts of a request. */
const longestPauseMs = 16_000
const shortestPauseMs = 500

/** While it is held, the driver's pauses between attempts take no time. Other timers are left alone. */
export function withoutPauses(): Disposable {
  const { setTimeout: patient } = globalThis
  const impatient = (work: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) => {
    const pause = delayMs !== undefined && delayMs >= shortestPauseMs && delayMs <= longestPauseMs
    return patient(work, pause ? 0 : delayMs, ...given)
  }
  globalThis.setTimeout = Object.assign(impatient, patient) as typeof setTimeout
  return {
    [Symbol.dispose]: () => {
      globalThis.setTimeout = patient
    },
  }
}
