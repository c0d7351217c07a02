import { Gauge, Registry } from 'prom-client'
import type { ServedControl } from '../app.ts'
import { runStatuses } from '../control/views.ts'

const most = 500

/** What Prometheus reads: counted when it asks, so that nothing is lost over restarts. */
export function openMetrics({ books, now }: ServedControl) {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({
      ...{ name: `confluence_sync_${name}`, help, labelNames: [...labelNames], registers: [registry] },
    })
  const syncs = gauge('syncs', 'Syncs that are configured.')
  const paused = gauge('syncs_paused', 'Syncs that are paused.')
  const runs = gauge('runs', 'Runs in the history, by how they stand.', ['status'])
  const age = gauge('last_run_age_seconds', 'Time since the newest run of the sync ended.', ['sync'])
  const isWell = gauge('last_run_ok', 'Whether the newest run of the sync succeeded.', ['sync'])
  const count = () => {
    registry.resetMetrics()
    syncs.set(books.syncs.count())
    paused.set(books.syncs.countPaused())
    const standing = books.runs.countByStatus()
    for (const status of runStatuses) runs.set({ status }, standing.get(status) ?? 0)
    for (const { name: sync, status, finishedAt } of books.syncs.newest(most)) {
      if (finishedAt) age.set({ sync }, (now() - finishedAt.getTime()) / 1_000)
      isWell.set({ sync }, status === 'succeeded' ? 1 : 0)
    }
  }
  return {
    async text() {
      count()
      return await registry.metrics()
    },
    contentType: registry.contentType,
  }
}
