import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { connectionTo, openTestControl, runOnce, syncOf } from '../../support/control.ts'
import { openSite } from '../../support/site.ts'

const signal = new AbortController().signal

describe('columns that are left out or hashed', () => {
  it('do not land, nor does the record as received; nobody else is touched', async () => {
    await using site = await openSite({ pages: 30, seed: 9 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const columns = { title: 'leave_out', authorId: 'hash' } as const
    const streams = { pages: { columns }, users: {} }
    const sync = await control.syncs.create(syncOf(connection, { streams }))
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
    const ask = async (sql: string) => (await control.data.query(sync.id, sql, signal)).rows
    const names = (await ask("select column_name from duckdb_columns() where table_name = 'pages'")).flat()
    expect(names).not.toContain('title')
    expect(await ask("select count(*) from pages where _raw is not null and _raw::text <> 'null'")).toEqual([
      [0],
    ])
    expect(await ask("select count(*) from users where _raw is null or _raw::text = 'null'")).toEqual([[0]])
    const authors = (await ask('select distinct author_id from pages where author_id is not null')).flat()
    const known = new Set(
      (await ask('select id from users'))
        .flat()
        .map((id) => createHash('sha256').update(String(id)).digest('hex')),
    )
    expect(authors.length).toBeGreaterThan(0)
    expect(authors.filter((author) => /^[0-9a-f]{64}$/.test(String(author)))).toEqual(authors)
    expect(authors.some((author) => known.has(String(author)))).toBe(true)
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
  })

  it('are hashed with the key of the warehouse, which is kept as a secret', async () => {
    await using site = await openSite({ pages: 5, seed: 9 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const hashKey = 'a key that nobody guesses'
    const streams = { pages: { columns: { authorId: 'hash' } as const }, users: {} }
    const warehouse = { type: 'duckdb', path: 'keyed.duckdb', hashKey }
    const sync = await control.syncs.create(syncOf(connection, { streams, warehouse }))
    expect(JSON.stringify(await control.syncs.get(sync.id))).not.toContain(hashKey)
    expect(await runOnce(control, sync)).toMatchObject({ status: 'succeeded' })
    const ask = async (sql: string) => (await control.data.query(sync.id, sql, signal)).rows.flat()
    const known = (await ask('select id from users')).map((id) =>
      createHmac('sha256', hashKey).update(String(id)).digest('hex'),
    )
    expect(known).toEqual(expect.arrayContaining(await ask('select distinct author_id from pages')))
  })

  it.each(['id', 'versionNumber', 'lastModifiedAt', 'nothing'])('cannot be %s', async (field) => {
    await using site = await openSite({ pages: 1 })
    await using control = await openTestControl()
    const connection = await control.connections.create(connectionTo(site))
    const streams = { pages: { columns: { [field]: 'leave_out' } as const } }
    await expect(control.syncs.create(syncOf(connection, { streams }))).rejects.toMatchObject({
      kind: 'config',
      field: `streams.pages.columns.${field}`,
    })
  })
})
