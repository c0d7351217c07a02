import { Gauge, Registry } from 'prom-client'
import type { ServedControl } from '../app.ts'
import { runStatuses } from '../control/views.ts'

const most = 500

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
      const counts = books.runs.countByStatus()
      for (const status of runStatuses) it.set({ status }, counts.get(status) ?? 0)
    },
    ['status'],
  )
  gauge(
    'last_run_age_seconds',
    'Time since the newest run of the sync ended.',
    (it) => {
      for (const { name, finishedAt } of books.syncs.newest(most))
        if (finishedAt) it.set({ sync: name }, (now() - finishedAt.getTime()) / 1_000)
    },
    ['sync'],
  )
  gauge(
    'last_run_ok',
    'Whether the newest run of the sync succeeded.',
    (it) => {
      for (const { name, status } of books.syncs.newest(most))
        it.set({ sync: name }, status === 'succeeded' ? 1 : 0)
    },
    ['sync'],
  )
  return { text: () => registry.metrics(), contentType: registry.contentType }
}
