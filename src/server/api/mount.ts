import type { Hono } from 'hono'
import type { Control } from '../../control/control.ts'
import type { Variables } from '../guard.ts'
import type { Route } from './route.ts'

/** Serves the table of routes. */
export function mountApi(
  app: Hono<{ Variables: Variables }>,
  routes: readonly Route[],
  control: Control,
): void {
  // A path without a parameter comes before one that would take its last word for one.
  const inOrder = routes.toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  for (const { method, path, respond } of inOrder)
    app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => respond(c, control))
}
