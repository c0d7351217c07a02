/** What the parent tells a program, as JSON in its first argument. */
export function requestOf<Request>(): Request {
  return JSON.parse(process.argv[2] ?? '{}')
}

export interface Measured {
  readonly seconds: number
  readonly records: number
  readonly [figure: string]: number | string
}

/** Prints how it went, and what this process took: all its threads' time and its peak memory. */
export function report(measured: Measured): void {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const taken = { peakBytes: maxRSS * 1024, processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }
  process.stdout.write(`${JSON.stringify({ ...measured, ...taken })}\n`)
}

/** Since the clock was started, which every program does after it has loaded. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000
