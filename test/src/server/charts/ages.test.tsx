import { expect, it } from 'vitest'
import { Ages } from '../../../../src/server/charts/ages.tsx'

const hour = 3_600_000
const words = (ms: number) => `${ms / hour} h`
const drawn = (ageMs: number | undefined, dueMs?: number) =>
  String(<Ages title="Age" ages={[{ name: 'pages', ageMs, dueMs }]} words={words} />)

it.each([
  ['in time', hour, 2 * hour, 'bar good', 'Age: pages 1 h old.'],
  ['late', 3 * hour, 2 * hour, 'bar warn', 'Age: pages 3 h old, due at 2 h.'],
  ['very late', 5 * hour, 2 * hour, 'bar bad', 'Age: pages 5 h old, due at 2 h.'],
  ['without a schedule', 5 * hour, undefined, 'bar good', 'Age: pages 5 h old.'],
])('draws and tells what is %s', (_, age, due, bar, text) => {
  const picture = drawn(age, due)
  expect(picture).toContain(`class="${bar}"`)
  expect(picture).toContain(`aria-label="${text}"`)
  expect(picture.includes('class="due"')).toBe(due !== undefined)
})

it('draws no bar for what was never complete', () => {
  expect(drawn(undefined)).not.toContain('<rect')
  expect(drawn(undefined)).toContain('pages never complete')
})
