import type { Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import { refusal } from '../failures.ts'
import type { Variables } from '../guard.ts'
import type { Route } from './route.ts'

/** Serves the table of routes; a method that a path does not have is refused with those that it has. */
export function mountApi(
  app: Hono<{ Variables: Variables }>,
  routes: readonly Route[],
  control: Control,
): void {
  // A path without a parameter comes before one that would take its last word for one.
  const inOrder = routes.toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  for (const { method, path, respond } of inOrder)
    app.on(method.toUpperCase(), patternOf(path), (c) => respond(c, control))
  for (const path of new Set(inOrder.map((route) => route.path))) {
    const those = inOrder.filter((route) => route.path === path)
    const methods = those.map(({ method }) => method.toUpperCase()).join(', ')
    app.all(patternOf(path), (c) => {
      c.header('allow', methods)
      return refusal(c, 'no_such_method', `This path takes ${methods} alone.`)
    })
  }
}

const patternOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')
