import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Where the figures were made: they compare with nothing made elsewhere. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  /** Programs that wanted a core in the last minute: what else it is doing. */
  readonly load: number
}

export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  load: loadavg()[0] ?? 0,
})
