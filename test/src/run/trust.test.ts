import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Connection } from '../../../src/contract/plugin.ts'
import type { Stream } from '../../../src/contract/stream.ts'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { reportOf, runRequest } from '../../support/fake-run.ts'
import {
  type FakeSource,
  fakeConnection,
  type Note,
  noteStream,
  openFakeSource,
  stillSurroundings,
} from '../../support/fake-source.ts'

const start = Date.parse('2026-03-01T12:00:00.000Z')
const note = (id: number, hoursAgo = 100 + id): Note => ({
  id: String(id).padStart(3, '0'),
  version: 1,
  at: new Date(start - hoursAgo * 3_600_000).toISOString(),
})

let warehouse: Warehouse
let source: FakeSource
let trashed: string[]
const surroundings = stillSurroundings()

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
  source = openFakeSource(Array.from({ length: 10 }, (_, id) => note(id)))
  trashed = []
})
afterEach(() => warehouse[Symbol.asyncDispose]())

/** The notes, with a trash that incremental reads ask first. */
function notes(changes: Partial<Stream> = {}): Stream {
  const stream: Stream = noteStream(source)
  return {
    ...stream,
    async *pages(context) {
      if (context.since !== undefined) yield { records: [], deleted: [...trashed] }
      yield* stream.pages(context)
    },
    ...changes,
  }
}

interface Options {
  readonly stream?: Stream
  readonly connection?: Partial<Connection<unknown>>
  readonly fullRefresh?: boolean
}

function sync({ stream = notes(), connection = {}, fullRefresh = false }: Options = {}) {
  return reportOf(
    runRequest({
      ...{ streams: [stream], warehouse, surroundings, fullRefresh },
      connection: { ...fakeConnection(surroundings), ...connection },
    }),
  )
}

async function live(): Promise<readonly unknown[]> {
  const { rows } = await warehouse.query('select id from notes where _deleted_at is null order by id')
  return rows.flat()
}

const all = () => source.notes.map(({ id }) => id).sort()

describe('a caller whom the site does not know any more', () => {
  const stranger = {
    async confirm() {
      throw new SyncError('auth', 'The site takes the caller for somebody else.', { code: 'caller_changed' })
    },
  }

  it('sees nothing deleted, and everything is read again by the next run', async () => {
    await sync()
    const kept = source.notes
    source.notes = []
    expect(await sync({ connection: stranger, fullRefresh: true })).toMatchObject({
      ...{ verdict: 'failed', code: 'caller_changed', deleted: 0 },
    })
    source.notes = [...kept, note(50)]
    expect(await sync()).toMatchObject({ verdict: 'succeeded', deleted: 0 })
    expect(await live()).toEqual(all())
  })

  it('completes no first read either', async () => {
    const kept = source.notes
    source.notes = kept.slice(0, 3)
    expect(await sync({ connection: stranger })).toMatchObject({ verdict: 'failed' })
    source.notes = kept
    expect(await sync()).toMatchObject({ verdict: 'succeeded' })
    expect(await live()).toEqual(all())
  })
})

describe('what the source itself says is gone', () => {
  it('is marked, and lands again when it is out of the trash without a new stamp', async () => {
    await sync()
    const [gone, ...rest] = source.notes
    source.notes = rest
    trashed = [gone?.id ?? '']
    expect(await sync()).toMatchObject({ strategy: 'incremental', verdict: 'succeeded', deleted: 1 })
    expect(await live()).toEqual(all())
    expect(await sync()).toMatchObject({ deleted: 0, landed: 0 })
    source.notes = [...rest, ...(gone ? [gone] : [])]
    trashed = []
    expect(await sync()).toMatchObject({ strategy: 'incremental', landed: 1 })
    expect(await live()).toEqual(all())
    source.lookedUp = []
    expect(await sync()).toMatchObject({ landed: 0 })
    expect(source.lookedUp).toEqual([])
  })

  it('lands again also when the ledger knows that very version', async () => {
    await sync()
    const fresh = note(60, 0)
    source.notes = [...source.notes, fresh]
    await sync()
    trashed = [fresh.id]
    const kept = source.notes
    source.notes = kept.filter(({ id }) => id !== fresh.id)
    expect(await sync()).toMatchObject({ deleted: 1 })
    trashed = []
    source.notes = kept
    await sync()
    expect(await live()).toEqual(all())
  })

  it('lands again also when the read that marked it broke off and another one took its place', async () => {
    await sync()
    const [gone, ...rest] = source.notes
    source.notes = [...rest, note(70, 0), note(71, 0), note(72, 0), note(73, 0)]
    trashed = [gone?.id ?? '']
    source.beforePage = (page) => {
      if (page === 2) throw new SyncError('transient', 'The site did not answer.', { code: 'network' })
    }
    expect(await sync()).toMatchObject({ strategy: 'incremental', verdict: 'failed', deleted: 1 })
    source.beforePage = () => {}
    source.notes = [...source.notes, ...(gone ? [gone] : [])]
    trashed = []
    const connection = { view: async () => 'something else' }
    expect(await sync({ connection })).toMatchObject({ strategy: 'incremental', verdict: 'succeeded' })
    expect(await live()).toEqual(all())
  })

  it('stays when it is listed in the same read', async () => {
    await sync()
    const [first] = source.notes
    source.notes = source.notes.map((one) =>
      one === first ? { ...one, version: 2, at: note(0, 0).at } : one,
    )
    trashed = [first?.id ?? '']
    await sync()
    expect(await live()).toEqual(all())
  })
})

describe('a record that answers by its id and is in no listing', () => {
  const hidden = (stream: Stream): Stream => ({
    ...stream,
    async *pages(context) {
      for await (const page of stream.pages(context))
        yield { ...page, records: page.records.filter(({ row }) => row['id'] !== '003') }
    },
  })

  it('says that the listing cannot be trusted', async () => {
    await sync()
    expect(await sync({ stream: hidden(notes()), fullRefresh: true })).toMatchObject({
      verdict: 'incomplete',
    })
  })

  it('is kept without a word where that is nothing unusual', async () => {
    await sync()
    const stream = hidden(notes({ answersUnlisted: true }))
    const report = await sync({ stream, fullRefresh: true })
    expect(report).toMatchObject({ verdict: 'succeeded', deleted: 0 })
    expect(await live()).toEqual(all())
  })
})
