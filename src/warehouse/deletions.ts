import { SyncError } from '../contract/errors.ts'
import type { Settlement } from './checkpoint.ts'
import { type Gone, markDeleted, removeDeleted } from './sql/deleted.ts'
import type { Statement } from './sql/statement.ts'

/**
 * Marks, or removes, the live rows of the ids that the checkpoint calls deleted, and returns how many. Before the
 * staged rows land: what is staged too stays as it is.
 */
export async function settleDeleted(work: Settlement, hasStaged: boolean): Promise<number> {
  const { deleted = [] } = work.checkpoint
  let rows = 0
  for (let start = 0; start < deleted.length; start += idsAtOnce) {
    const ids = deleted.slice(start, start + idsAtOnce)
    rows += await work.change(deletion(work, { ids, sparesStaged: hasStaged }))
  }
  return rows
}

const idsAtOnce = 1000

function deletion({ place, request, checkpoint }: Settlement, gone: Gone): Statement {
  const { table, behaviour, runId } = request
  const ways = {
    merge: () => markDeleted(place, table, gone, { runId, at: checkpoint.at }),
    replace: () => removeDeleted(place, table, gone),
    append: () => {
      throw new SyncError('bug', 'The run called rows deleted in a table that keeps every version.', {
        code: 'unsafe_delete',
      })
    },
  }
  return ways[behaviour]()
}
