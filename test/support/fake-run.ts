import { tableOf } from '../../src/catalog/table-of.ts'
import type { Surroundings } from '../../src/contract/plugin.ts'
import type { Behaviour, StreamReport } from '../../src/contract/report.ts'
import type { Stream, SyncStrategy } from '../../src/contract/stream.ts'
import type { Warehouse } from '../../src/contract/warehouse.ts'
import { defaultLimits, type RunRequest } from '../../src/run/job.ts'
import { run } from '../../src/run/run.ts'
import { fakeConnection } from './fake-source.ts'

export interface FakeRun extends Partial<Omit<RunRequest, 'streams'>> {
  readonly warehouse: Warehouse
  readonly surroundings: Surroundings
  readonly streams: readonly Stream[]
  /** The last one that each stream can, where not said. */
  readonly strategy?: SyncStrategy | undefined
  readonly behaviour?: Behaviour
}

let runs = 0

/** A run of its own of these streams, in small batches, by somebody who may see everything. */
export function runRequest({ streams, strategy, behaviour = 'merge', ...changes }: FakeRun): RunRequest {
  return {
    ...{ sync: 'wiki', runId: `fake-run-${++runs}`, parameters: {} },
    streams: streams.map((stream) => ({
      stream,
      table: tableOf(stream),
      strategy: strategy ?? stream.strategies.at(-1) ?? 'full_refresh',
      behaviour,
      cursorField: stream.cursorFields?.[0],
    })),
    catalog: streams.map(tableOf),
    connection: fakeConnection(changes.surroundings),
    ...{ fullRefresh: false, allowDeletes: false, estimate: false },
    limits: { ...defaultLimits, batchRows: 4 },
    signal: new AbortController().signal,
    ...changes,
  }
}

/** Runs to the end; the report of the first stream that finished. */
export async function reportOf(request: RunRequest): Promise<StreamReport | undefined> {
  let report: StreamReport | undefined
  for await (const event of run(request)) if (event.type === 'stream_finished') report ??= event.report
  return report
}
