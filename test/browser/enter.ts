import type { Page } from 'playwright-core'
import type { SyncInput } from '../../src/control/views.ts'
import { connectionTo, syncOf } from '../support/control.ts'
import type { Site } from '../support/site.ts'
import type { openServed } from './served.ts'

type Served = Awaited<ReturnType<typeof openServed>>

export async function logIn(page: Page, { url, token }: Served): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Admin token').fill(token)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

/** A sync of this site that nobody had to fill a form for. */
export async function madeSync({ control }: Served, site: Site, changes: Partial<SyncInput> = {}) {
  return await control.syncs.create(syncOf(await control.connections.create(connectionTo(site)), changes))
}

/** Presses the button and waits until the run that it started has ended. */
export async function runOnPage(page: Page, button = 'Run now'): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('heading', { name: 'Log' }).waitFor()
  await page.locator('[sse-connect]').waitFor({ state: 'detached', timeout: 60_000 })
}
