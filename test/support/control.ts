import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HomeOptions, openApp, openHomeControl, type ServedControl } from '../../src/app.ts'
import type { Surroundings } from '../../src/contract/plugin.ts'
import type { ConnectionInput, ConnectionView, SyncInput, SyncView } from '../../src/control/views.ts'
import type { Site } from './site.ts'

/** The operations on a home folder of their own, which is removed afterwards. Runs go by `runsBy`. */
export async function openTestControl(
  options: Partial<HomeOptions> = {},
  runsBy?: Surroundings,
): Promise<ServedControl & { readonly home: string }> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'control-')))
  const control = await openHomeControl(await openApp(runsBy), {
    environment: {},
    ticks: false,
    ...options,
    home,
  })
  return {
    ...control,
    home,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}

export function connectionTo(site: Site, changes: Partial<ConnectionInput> = {}): ConnectionInput {
  const { method, ...settings } = { method: '', ...site.connection }
  return { name: 'wiki', method: String(method), settings, ...changes }
}

export function syncOf(connection: ConnectionView, changes: Partial<SyncInput> = {}): SyncInput {
  return {
    name: 'wiki',
    connectionId: connection.id,
    parameters: {},
    streams: { spaces: {}, labels: {} },
    warehouse: { type: 'duckdb', path: 'wiki.duckdb' },
    limits: {},
    schedule: { kind: 'manual' },
    ...changes,
  }
}

/** Runs a sync to its end. */
export async function runOnce(control: ServedControl, sync: SyncView) {
  control.start()
  const { id } = await control.runs.start(sync.id)
  control.tick()
  await control.idle()
  return await control.runs.get(id)
}
