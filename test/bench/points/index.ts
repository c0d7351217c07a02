import type { Result } from '../result.ts'
import type { Bench } from './bench.ts'
import { fullRead } from './full-read.ts'
import { growth } from './growth.ts'
import { landing } from './landing.ts'
import { fewestRequests } from './requests.ts'
import { sideBySide } from './side-by-side.ts'
import { throttled } from './throttled.ts'

/** What the benchmark shows, by number. */
export const points: Readonly<Record<number, (bench: Bench) => Promise<Result>>> = {
  1: fullRead,
  2: sideBySide,
  3: fewestRequests,
  4: growth,
  5: landing,
  6: throttled,
}
