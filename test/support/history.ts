import type { Books } from '../../src/store/books.ts'

/** So many syncs with so many runs each. */
export function seed(books: Books, syncs: number, runs: number): void {
  const end = { status: 'succeeded', reason: null, code: null, listed: 10, landed: 1 } as const
  const shape = { parameters: {}, streams: {}, warehouse: {}, secrets: {}, limits: {} }
  books.together(() => {
    books.connections.add({ id: 'c', name: 'c', method: 'm', settings: {}, secrets: {} }, 0)
    for (let sync = 0; sync < syncs; sync += 1) {
      const [syncId, name] = [`s${sync}`, `sync-${sync}`]
      const at = { anchorAt: new Date(0), nextAt: undefined }
      books.syncs.add(
        { id: syncId, name, connectionId: 'c', schedule: { kind: 'manual' }, ...shape, ...at },
        0,
      )
      for (let run = 0; run < runs; run += 1) {
        const id = `${syncId}-${run}`
        books.runs.queue({ id, syncId, syncName: name, trigger: 'manual', options: {} }, run)
        books.runs.claim('me', run)
        books.runs.end(id, 'me', end, run + 1)
        books.syncs.noteRun(syncId, id)
      }
    }
  })
}
