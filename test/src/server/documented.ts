import { expect } from 'vitest'
import { apiRoutes } from '../../../src/server/api/routes.ts'

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)

// As the server does: a path without a parameter comes before one that would take its last word for one.
const inOrder = apiRoutes
  .toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  .map((route) => ({ ...route, pattern: patternOf(route.path) }))

/** That an answer is the one that is documented, word for word: a field that is not told of is refused, too. */
export function expectDocumented(method: string, path: string, status: number, json: unknown): void {
  const [asked] = path.split('?')
  const route = inOrder.find((one) => one.method === method.toLowerCase() && one.pattern.test(asked ?? ''))
  if (route === undefined || status >= 400) return
  expect(status, path).toBe(route.status)
  if (json !== undefined) expect(route.answer.parse(json), path).toEqual(json)
}
