import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { openSite } from '../support/site.ts'
import { openBrowser } from './chromium.ts'
import { logIn, madeSync, runOnPage } from './enter.ts'
import { faultsOf } from './look.ts'
import { openServed } from './served.ts'

it('shows which records are missing, what to do, and that they have come', async () => {
  await using site = await openSite({ pages: 12 })
  await using served = await openServed()
  await using browser = await openBrowser()
  const { page, complaints } = browser
  const sync = await madeSync(served, site, { streams: { spaces: {}, pages: {}, users: {} } })
  const [broken, user] = [(await site.truth('pages'))[5]?.id, (await site.truth('users'))[1]?.id]
  await site.faults({ kind: 'server_error', status: 500, ids: [broken, user] })
  await logIn(page, served)
  await page.goto(`${served.url}/syncs/${sync.id}`)
  await runOnPage(page)

  expect(await page.locator('main .badge').first().innerText()).toBe('incomplete')
  const list = page.locator('#isolated')
  await list.getByRole('heading', { name: 'Records that could not be landed' }).waitFor()
  const rows = await list.locator('tbody tr').allInnerTexts()
  expect(rows.filter((row) => row.startsWith('pages'))).toHaveLength(1)
  expect(rows.join('\n')).toContain(user)
  for (const row of rows) expect(row).toMatch(/\/wiki\/\S+ [0-9a-f]{32}\s+500\s+5\s/)
  expect(await list.innerText()).toMatch(/The next run asks for them first/)
  const faults = [...(await faultsOf(page, 'run-isolated'))]

  await site.clearFaults()
  await runOnPage(page, 'Run again now')
  expect(await page.locator('main .badge').first().innerText()).toBe('succeeded')
  await page.getByText('No record waits to be landed again.').waitFor()
  faults.push(...(await faultsOf(page, 'run-healed')))
  expect(faults).toEqual([])
  expect(complaints).toEqual([])
})

it('pages through a long list of them in its place', async () => {
  await using site = await openSite({ pages: 3 })
  await using served = await openServed()
  await using browser = await openBrowser()
  const { page, complaints } = browser
  const sync = await madeSync(served, site, { streams: { spaces: {} } })
  await logIn(page, served)
  await page.goto(`${served.url}/syncs/${sync.id}`)
  await runOnPage(page)
  await addIsolated(join(served.control.home, 'warehouses', 'wiki.duckdb'), 60)
  await page.reload()
  const list = page.locator('#isolated')
  await list.getByText('Page 1 of 3, 60 in all').waitFor()
  expect(await list.locator('tbody tr').count()).toBe(25)
  await list.getByRole('link', { name: 'Older' }).click()
  await list.getByText('Page 2 of 3, 60 in all').waitFor()
  await list.getByRole('link', { name: 'Older' }).click()
  await list.getByText('Page 3 of 3, 60 in all').waitFor()
  expect(await list.locator('tbody tr').count()).toBe(10)
  expect(await page.getByRole('heading', { name: 'Log' }).count()).toBe(1)
  expect(complaints).toEqual([])
})

async function addIsolated(file: string, count: number): Promise<void> {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  await connection.run(
    `insert into _errors (sync, stream, id, code, message, status, attempts, first_seen_at, last_seen_at)
     select 'wiki', 'spaces', 'made-' || n, 'server_error', 'the site fails', 500, 5, now(), now()
     from range(${count}) numbers (n)`,
  )
  connection.closeSync()
  instance.closeSync()
}
