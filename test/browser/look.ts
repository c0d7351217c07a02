import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const looks = [
  { name: 'wide-light', width: 1200, scheme: 'light' },
  { name: 'wide-dark', width: 1200, scheme: 'dark' },
  { name: 'phone-light', width: 390, scheme: 'light' },
  { name: 'phone-dark', width: 390, scheme: 'dark' },
] as const

/**
 * What axe-core holds against the page at each width and in both schemes, and whether something sticks out at the side.
 * With PICTURES naming a folder, each look is kept there to be looked at.
 */
export async function faultsOf(
  page: Page,
  name: string,
  { withScript = true } = {},
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.scheme })
    await page.setViewportSize({ width: look.width, height: 800 })
    // axe-core is itself a script.
    const found = withScript ? await violations(page) : []
    faults.push(...found.map((fault) => `${name}, ${look.name}: ${fault}`))
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
      faults.push(`${name}, ${look.name}: something is wider than the window`)
    const folder = process.env['PICTURES']
    if (folder)
      // Hiding the caret would take a style in the page, which its policy forbids.
      await page.screenshot({
        path: join(folder, `${name}-${look.name}.png`),
        fullPage: true,
        caret: 'initial',
      })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1200, height: 800 })
  return faults
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

// Evaluated by the debugger, which the page's own policy does not bind.
async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window')))
    await page.evaluate((await import('node:fs')).readFileSync(axe, 'utf8'))
  const found: { readonly violations: readonly Violation[] } = await page.evaluate('axe.run(document)')
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
