import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { openSite } from '../support/site.ts'
import { openBrowser } from './chromium.ts'
import { logIn } from './enter.ts'
import { faultsOf } from './look.ts'
import { openServed } from './served.ts'

it('goes the whole way without script', async () => {
  await using site = await openSite({ pages: 20 })
  await using served = await openServed()
  await using browser = await openBrowser()
  const { page, complaints } = browser
  const debugging = await page.context().newCDPSession(page)
  await debugging.send('Emulation.setScriptExecutionDisabled', { value: true })
  const { url } = served
  const text = () => page.locator('main').innerText()
  // What waits in the page itself stands still without script.
  const there = (found: Locator) => expect.poll(() => found.count(), { timeout: 10_000 }).toBeGreaterThan(0)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

  await logIn(page, served)
  await page.getByRole('link', { name: 'Connect the site' }).click()
  const { domain, email, apiToken } = { domain: '', email: '', apiToken: '', ...site.connection }
  await page.getByLabel('Name').fill('Our wiki')
  await page.getByLabel('Domain').fill(domain)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('API token').fill(apiToken)
  await press('Test')
  await there(page.getByText('sees at least one space'))
  // A secret is never sent back, not even to who has just typed it.
  await page.getByLabel('API token').fill(apiToken)
  await press('Save')
  await page.getByRole('link', { name: 'Choose what to sync from it' }).click()

  await page.getByLabel('Name', { exact: true }).fill('wiki')
  await page.getByLabel('CQL clause').fill('type = page')
  await press('Try the clause')
  await there(page.locator('#finding .good'))
  await page.getByText('Pick spaces').click()
  await press('Find spaces')
  await page.locator('#spaces input').first().check()
  await press('Put them into the clause')
  expect(await page.getByLabel('CQL clause').inputValue()).toMatch(/^space in \(".+"\) and \(type = page\)$/)
  await page.getByLabel('CQL clause').fill('')
  await page.locator('[name="warehouse.duckdb.path"]').fill('wiki.duckdb')
  await press('Test the warehouse')
  await there(page.getByText('The warehouse can be written.'))
  await press('Preview a run')
  await there(page.getByRole('heading', { name: 'Preview' }))
  const faults = [...(await faultsOf(page, 'plain-sync-new', { withScript: false }))]
  await page.getByLabel('Name', { exact: true }).press('Enter')
  await there(page.getByText('The sync is saved.'))

  await press('Run now')
  await there(page.getByRole('heading', { name: 'Run of wiki' }))
  const reloaded = async () => {
    await page.reload()
    return await text()
  }
  await expect.poll(reloaded, { timeout: 30_000 }).toMatch(/Everything listed has landed/)
  faults.push(...(await faultsOf(page, 'plain-run', { withScript: false })))
  await page.getByRole('link', { name: 'Read the log' }).click()
  await there(page.getByText('The run ended as succeeded.'))
  await page.getByRole('link', { name: 'Back to the run' }).click()
  await page.getByRole('link', { name: 'Look for records that could not be landed' }).click()
  await there(page.getByText('No record waits to be landed again.'))
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await page.getByRole('link', { name: 'Which spaces hold the most pages?' }).click()
  await page.waitForURL(/sql=/)
  await press('Ask')
  await there(page.locator('#answer table'))
  await page.goto(`${url}/syncs`)
  await page.getByRole('link', { name: 'wiki', exact: true }).click()
  await page.getByText('What would a run cost now?').click()
  await page.getByRole('link', { name: 'Ask the site' }).click()
  await there(page.getByText('A run now takes about'))
  expect(await text()).toMatch(/UTC/)
  expect(faults).toEqual([])
  expect(complaints).toEqual([])
})
