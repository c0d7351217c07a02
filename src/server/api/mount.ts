import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Control } from '../../control/control.ts'
import { refusal } from '../failures.ts'
import type { Variables } from '../guard.ts'
import type { Route } from './route.ts'
import { apiRoutes } from './routes.ts'

/** Serves the table of routes: what a route takes is validated before its handler sees it. */
export function mountApi(app: Hono<{ Variables: Variables }>, control: Control): void {
  // A path without a parameter comes before one that would take its last word for one.
  const inOrder = apiRoutes.toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  for (const route of inOrder)
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) =>
      answer(c, control, route),
    )
}

async function answer(c: Context, control: Control, route: Route): Promise<Response> {
  const query = route.query.safeParse(c.req.query())
  if (!query.success) return wrong(c, query.error)
  const sent = route.body === undefined ? { given: undefined } : await bodyOf(c)
  if (sent === undefined) return refusal(c, 'bad_request', 'The body must be JSON, sent as application/json.')
  const body = route.body?.safeParse(sent.given)
  if (body !== undefined && !body.success) return wrong(c, body.error)
  const { signal } = c.req.raw
  const asked = { control, params: c.req.param(), query: c.req.query(), body: sent.given, signal, c }
  const value = await route.handle(asked)
  if (value instanceof Response) return value
  return route.status === 204 ? c.body(null, 204) : c.json(value, route.status)
}

// A form of another site cannot send this type.
async function bodyOf(c: Context): Promise<{ readonly given: unknown } | undefined> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return undefined
  try {
    return { given: await c.req.json() }
  } catch {
    return undefined
  }
}

function wrong(c: Context, { issues: [issue] }: z.ZodError) {
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const field = [...(issue?.path ?? []), ...keys].map(String).join('.')
  const what = keys.length > 0 ? 'is not known here' : `is not valid: ${issue?.message ?? 'unknown reason'}`
  return refusal(c, 'bad_request', `"${field}" ${what}.`, field)
}
