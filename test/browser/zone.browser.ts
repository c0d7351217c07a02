import { expect, it } from 'vitest'
import { openSite } from '../support/site.ts'
import { openBrowser } from './chromium.ts'
import { logIn, madeSync, runOnPage } from './enter.ts'
import { openServed } from './served.ts'

const timeZone = 'America/St_Johns'

/** As the pages write it, in that zone. */
const written = (at: Date | undefined, timeStyle: 'short' | 'medium') =>
  new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium', timeStyle })
    .format(at)
    .replaceAll(/\s/g, ' ')

it("shows times in the reader's own zone, named, also those that come while a run goes on", async () => {
  await using site = await openSite({ pages: 300, latencyMs: 300 })
  await using served = await openServed()
  await using browser = await openBrowser()
  const { page, complaints } = browser
  const debugging = await page.context().newCDPSession(page)
  await debugging.send('Emulation.setTimezoneOverride', { timezoneId: timeZone })
  await debugging.send('Emulation.setLocaleOverride', { locale: 'en-US' })
  const { id } = await madeSync(served, site, { streams: { spaces: {}, pages: {}, comments: {} } })
  const text = async () => (await page.locator('main').innerText()).replaceAll(/\s/g, ' ')

  await logIn(page, served)
  await page.goto(`${served.url}/syncs/new`)
  await page.getByLabel('When it runs').selectOption('cron')
  expect(await page.getByLabel('Time zone').inputValue()).toBe(timeZone)

  await page.goto(`${served.url}/syncs/${id}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  const running = page.locator('[sse-connect]')
  await running.locator('tbody tr').first().waitFor()
  // Swapped in by the live stream, not drawn with the page.
  await running.locator('time[data-local]').first().waitFor()
  const seen = new Set<string>()
  const look = async () => seen.add(await running.innerText({ timeout: 1_000 }))
  await expect.poll(async () => (await look()).size, { timeout: 20_000 }).toBeGreaterThan(1)
  await page.locator('#log li').first().waitFor()
  await running.waitFor({ state: 'detached', timeout: 60_000 })
  await page.locator('#log').getByText('The run ended as succeeded.').waitFor()

  const run = (await served.control.runs.list()).items[0]
  expect(await text()).toContain(written(run?.startedAt, 'short'))
  const [line] = (await served.control.runs.logs(run?.id ?? '')).items
  expect(await text()).toContain(written(line?.at, 'medium'))
  expect(await text()).toContain('Times are shown in America/St_Johns (GMT-3:30).')
  expect(await text()).not.toMatch(/\dZ|UTC/)

  await page.goto(`${served.url}/syncs/${id}`)
  await runOnPage(page)
  await page.goto(`${served.url}/syncs/${id}`)
  expect(await page.locator('.chart text[data-at]').count()).toBe(0)
  expect(await text()).not.toMatch(/\dZ|UTC/)
  expect(complaints).toEqual([])
})
