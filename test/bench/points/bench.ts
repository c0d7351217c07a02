import type { Build } from '../build.ts'
import type { StreamName } from '../listings.ts'
import type { Contender } from '../measure.ts'
import type { BenchSite } from '../site.ts'

/** What every point works with. */
export interface Bench {
  readonly build: Build
  /** Of each contender; the median counts. */
  readonly runs: number
  /** Small sites and one run: to see that everything works. */
  readonly quick: boolean
  /** Also the site of a million pages. */
  readonly large: boolean
  /** Tells people what is being done. */
  say(what: string): void
}

/** A client that reads the listings of these streams with one connection, and does nothing with what it reads. */
export const drainOf = (
  { build }: Bench,
  { url, authorization }: BenchSite,
  streams: readonly StreamName[],
  compressed = true,
): Contender => ({
  name: compressed ? 'drain, one connection' : 'drain, one connection, not compressed',
  program: build.program('drain'),
  request: () => ({ url, authorization, streams, compressed }),
})

/** Our full read and landing of these streams. */
export const oursOf = (
  bench: Bench,
  site: BenchSite,
  streams: readonly StreamName[],
  name = 'ours',
): Contender => ({
  name,
  program: bench.build.program('ours'),
  request: (folder) => ({
    folder,
    fullRefresh: true,
    config: configOf(site, Object.fromEntries(streams.map((stream) => [stream, {}]))),
  }),
})

export const configOf = ({ connection }: BenchSite, streams: object) => ({
  name: 'bench',
  connection,
  streams,
  warehouse: { type: 'duckdb', path: 'bench.duckdb' },
})

/** A client by another maker. */
export const peerOf = async (
  { build }: Bench,
  { url, email, apiToken }: BenchSite,
  name: string,
  program: string,
): Promise<Contender> => ({
  name,
  program: await build.peer(program),
  request: () => ({ url, email, apiToken }),
})
