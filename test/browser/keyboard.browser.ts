import { expect, it } from 'vitest'
import { openSite } from '../support/site.ts'
import { openBrowser } from './chromium.ts'
import { openServed } from './served.ts'

it('takes somebody without a mouse through login and a form', async () => {
  await using site = await openSite({ pages: 20 })
  await using served = await openServed()
  await using browser = await openBrowser()
  const { page } = browser
  const { keyboard } = page
  const focused = (): Promise<string> =>
    page.evaluate('document.activeElement.innerText || document.activeElement.name || ""')
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press('Tab')
      if ((await focused()).trim() === name) return
    }
    throw new Error(`${name} is not reached with the Tab key`)
  }

  await page.goto(served.url)
  await keyboard.press('Tab')
  expect(await focused()).toBe('Skip to the content')
  await tabTo('token')
  await keyboard.type(served.token)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await tabTo('Connect the site')
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'New connection' }).waitFor()
  for (const [field, value] of Object.entries({ name: 'Our wiki', ...site.connection }).filter(
    ([field]) => field !== 'method',
  )) {
    await tabTo(field)
    await keyboard.type(String(value))
  }
  await tabTo('Save')
  await keyboard.press('Enter')
  await page.getByText('The connection is saved.').waitFor()
})
