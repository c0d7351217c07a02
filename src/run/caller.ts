import { SyncError } from '../contract/errors.ts'
import type { StreamRun } from './land.ts'

/**
 * The last question of every read: is the caller still who began it? To whom the site has become a stranger much looks
 * gone that is there, and nothing looks missing. Throws SyncError `auth` when not; then nothing of the read is resumed.
 */
export async function confirmCaller({ request, batch, vouching }: StreamRun): Promise<void> {
  try {
    await request.connection.confirm(request.signal)
  } catch (error) {
    if (error instanceof SyncError && error.kind === 'auth') batch.startOver()
    // Nobody may have answered, or the run was stopped: then the read is as good as it was.
    else await vouching.atTheBreak()
    await batch.commit()
    throw error
  }
}
