import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../src/contract/warehouse.ts'
import { type ColumnChoices, chooseColumns, withChosenColumns } from '../../../src/run/choose-columns.ts'
import { openDuckdb } from '../../../src/warehouse/duckdb/open.ts'
import { reportOf, runRequest } from '../../support/fake-run.ts'
import { type FakeSource, noteStream, openFakeSource, stillSurroundings } from '../../support/fake-source.ts'

let warehouse: Warehouse
let source: FakeSource
let surroundings: ReturnType<typeof stillSurroundings>

beforeEach(async () => {
  warehouse = await openDuckdb({ path: ':memory:' })
  source = openFakeSource([])
  surroundings = stillSurroundings()
  write('ada')
})
afterEach(() => warehouse[Symbol.asyncDispose]())

/** A note near the cursor, by this author; the version stays. */
function write(authorId: string): void {
  source.notes = [{ id: '001', version: 1, at: '2026-03-01T11:58:00.000Z', authorId }]
}

function sync(columns: ColumnChoices, into = warehouse, hashKey?: string) {
  const request = runRequest({ streams: [noteStream(source)], warehouse: into, surroundings })
  const streams = request.streams.map((selected) => ({
    ...{ ...selected, columns, hashKey },
    table: chooseColumns(selected.table, columns, selected.cursorField),
  }))
  return reportOf({ ...request, streams, warehouse: withChosenColumns(into, streams) })
}

describe('a column that is left out', () => {
  it('leaves no trace in the state', async () => {
    const stateWith = async (author: string) => {
      write(author)
      await using other = await openDuckdb({ path: ':memory:' })
      await sync({ authorId: 'leave_out' }, other)
      return (await other.readState('wiki', 'notes')).state
    }
    const state = await stateWith('ada')
    expect(state).toMatchObject({ ledger: [['001', expect.any(String), source.notes[0]?.at]] })
    expect(await stateWith('eve')).toEqual(state)
  })

  it('lands nothing when nothing else changes', async () => {
    await sync({ authorId: 'leave_out' })
    write('eve')
    expect(await sync({ authorId: 'leave_out' })).toMatchObject({
      ...{ strategy: 'incremental', listed: 1, deduplicated: 1, landed: 0 },
    })
  })
})

describe('a column that is hashed', () => {
  it('lands when it changes, and not when it does not', async () => {
    await sync({ authorId: 'hash' })
    expect(await sync({ authorId: 'hash' })).toMatchObject({ deduplicated: 1, landed: 0 })
    write('eve')
    expect(await sync({ authorId: 'hash' })).toMatchObject({ strategy: 'incremental', changed: 1 })
  })

  it('from now on is so in every row', async () => {
    await sync({})
    expect(await sync({ authorId: 'hash' })).toMatchObject({ strategy: 'full_refresh', changed: 1 })
    expect(await sync({ authorId: 'hash' })).toMatchObject({ strategy: 'incremental', landed: 0 })
  })

  it('is of no use to who has not the key, and is read again with another one', async () => {
    const author = async () => (await warehouse.query('select author_id from notes')).rows.flat()
    const hashedWith = (key: string) => createHmac('sha256', key).update('ada').digest('hex')
    await sync({ authorId: 'hash' }, warehouse, 'the first key of all')
    expect(await author()).toEqual([hashedWith('the first key of all')])
    const again = await sync({ authorId: 'hash' }, warehouse, 'the second one of all')
    expect(again).toMatchObject({ strategy: 'full_refresh', changed: 1 })
    expect(await author()).toEqual([hashedWith('the second one of all')])
  })
})
