import { Gauge, Registry } from 'prom-client'
import type { ServedControl } from '../app.ts'
import { runStatuses } from '../control/views.ts'

/** What Prometheus reads: counted when it asks, so that nothing is lost over restarts. */
export function openMetrics({ books, now }: ServedControl) {
  const registry = new Registry()
  const gauge = (
    name: string,
    help: string,
    collect: (gauge: Gauge) => void,
    labelNames: readonly string[] = [],
  ) =>
    new Gauge({
      ...{ name: `confluence_sync_${name}`, help, labelNames: [...labelNames], registers: [registry] },
      collect() {
        this.reset()
        collect(this)
      },
    })
  gauge('syncs', 'Syncs that are configured.', (it) => it.set(books.syncs.count()))
  gauge('syncs_paused', 'Syncs that are paused.', (it) => it.set(books.syncs.countPaused()))
  gauge(
    'runs',
    'Runs in the history, by how they stand.',
    (it) => {
      for (const status of runStatuses) it.set({ status }, books.runs.count({ status }))
    },
    ['status'],
  )
  gauge(
    'last_run_age_seconds',
    'Time since the newest run of the sync ended.',
    (it) => {
      for (const { name, run } of newest(books))
        if (run.finishedAt) it.set({ sync: name }, (now() - run.finishedAt.getTime()) / 1_000)
    },
    ['sync'],
  )
  gauge(
    'last_run_ok',
    'Whether the newest run of the sync succeeded.',
    (it) => {
      for (const { name, run } of newest(books)) it.set({ sync: name }, run.status === 'succeeded' ? 1 : 0)
    },
    ['sync'],
  )
  return { text: () => registry.metrics(), contentType: registry.contentType }
}

const most = 500

function newest({ syncs, runs }: ServedControl['books']) {
  return syncs.list({ limit: most, offset: 0 }).flatMap(({ name, lastRunId }) => {
    const run = lastRunId === undefined ? undefined : runs.find(lastRunId)
    return run === undefined ? [] : [{ name, run }]
  })
}
