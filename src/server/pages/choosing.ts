import { toSyncError } from '../../contract/errors.ts'
import type { Control } from '../../control/control.ts'
import type { Choice, SyncView } from '../../control/views.ts'
import type { Sent } from './parts/settings.ts'

/** What there is to choose from, and the search that it was found by. */
export interface Choosing {
  readonly choices: readonly Choice[]
  readonly search: string
}

export type Choosable = 'connections' | 'syncs'

/** What the form offers; what is chosen already stays among it, whatever is searched for. */
export async function choosing(
  control: Control,
  of: Choosable,
  sync: SyncView | undefined,
  sent: Sent = {},
): Promise<Choosing> {
  const search = sent[`search.${of}`]?.trim() ?? ''
  const found = (await control[of].choices(search)).filter(({ value }) => value !== sync?.id)
  const chosen = chosenOf[of](sync, sent)
  if (!chosen || found.some(({ value }) => value === chosen)) return { choices: found, search }
  return { choices: [...(await named(control, of, chosen)), ...found], search }
}

const chosenOf: Readonly<Record<Choosable, (sync: SyncView | undefined, sent: Sent) => string | undefined>> =
  {
    connections: (sync, sent) => sent['connectionId'] ?? sync?.connectionId,
    syncs: (sync, sent) =>
      sent['schedule.syncId'] ?? (sync?.schedule.kind === 'after' ? sync.schedule.syncId : undefined),
  }

async function named(control: Control, of: Choosable, id: string): Promise<readonly Choice[]> {
  try {
    return [{ value: id, label: (await control[of].get(id)).name }]
  } catch (error) {
    // Removed meanwhile: what was chosen is no choice any more.
    if (toSyncError(error).kind === 'not_found') return []
    throw error
  }
}
