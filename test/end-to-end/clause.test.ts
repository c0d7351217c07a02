import { describe, expect, it } from 'vitest'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import { landed } from '../support/landed.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

const clause = 'title ~ "team" or label = "reviewed"'

async function truth(site: Site): Promise<readonly string[]> {
  return (await site.truth('pages', clause)).map(({ id, versionNumber }) => `${id}@${versionNumber}`).sort()
}

async function sync(shell: Shell, ...words: readonly string[]) {
  const answer = await shell.run('sync', '--config', 'sync.json', '--json', ...words)
  expect(answer.code, answer.out).toBe(0)
  return (answer.json() as { streams: { pages: Record<string, unknown> } }).streams.pages
}

describe('pages with a clause', () => {
  // Zones with half hours and with daylight saving on either half of the earth.
  it.each(['Australia/Adelaide', 'America/St_Johns', 'Europe/Berlin', 'UTC', 'hidden'])(
    'land in full and by their changes, whatever zone the caller has (%s)',
    async (timeZone) => {
      await using site = await openSite({ pages: 300, seed: 11 })
      await using shell = await openShell()
      await site.set(timeZone === 'hidden' ? { hidesTimeZone: true } : { timeZone })
      const parameters = { cql_pages_clause: clause }
      await shell.write('sync.json', site.config({ streams: { pages: {} }, parameters }))
      await sync(shell)
      expect((await truth(site)).length).toBeGreaterThan(5)
      expect([...(await landed(shell, 'sync.json', 'pages'))].sort()).toEqual(await truth(site))

      const [edited] = await site.mutate({
        op: 'edit',
        type: 'page',
        id: (await site.truth('pages', clause))[0]?.id,
      })
      const [labelled] = await site.mutate({ op: 'create', type: 'page', count: 1 })
      await site.mutate({ op: 'label', type: 'page', id: labelled?.id, label: 'reviewed' })
      expect(await sync(shell)).toMatchObject({ strategy: 'incremental', new: 1, changed: 1 })
      expect(edited).toBeDefined()
      expect([...(await landed(shell, 'sync.json', 'pages'))].sort()).toEqual(await truth(site))
      expect(await sync(shell)).toMatchObject({ new: 0, changed: 0 })
    },
  )

  it('give the same rows through CQL as through the list of pages', async () => {
    await using site = await openSite({ pages: 200, seed: 3 })
    await using shell = await openShell()
    const both = { streams: { pages: {} } }
    await shell.write(
      'listed.json',
      site.config({ ...both, warehouse: { type: 'duckdb', path: 'a.duckdb' } }),
    )
    const parameters = { cql_pages_clause: 'type = page' }
    await shell.write(
      'searched.json',
      site.config({ ...both, parameters, warehouse: { type: 'duckdb', path: 'b.duckdb' } }),
    )
    const rows = async (config: string) => {
      await shell.run('sync', '--config', config, '--json')
      // Only CQL tells the ancestors, only the list tells the subtype.
      const columns = '* exclude (_synced_at, _run_id, _row_hash, _raw, _meta, depth, ancestor_ids, subtype)'
      const sql = `select ${columns} from pages order by id`
      return (await shell.run('query', '--config', config, '--json', sql)).json() as Rows
    }
    const [searched, listed] = [await rows('searched.json'), await rows('listed.json')]
    expect(searched.map(({ id }) => id)).toEqual(listed.map(({ id }) => id))
    // Column by column, so that a failure names the column.
    for (const column of Object.keys(listed[0] ?? {}))
      expect(valuesOf(searched, column), column).toEqual(valuesOf(listed, column))
  })
})

type Rows = readonly Record<string, unknown>[]
const valuesOf = (rows: Rows, column: string) => rows.map((row) => `${row['id']}: ${row[column]}`)
