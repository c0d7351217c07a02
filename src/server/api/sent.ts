import type { Context } from 'hono'
import type { z } from 'zod'
import { explain } from '../../explain.ts'
import { refusal } from '../failures.ts'

/** The body as JSON, or the refusal of what is none. */
export async function bodyOf(c: Context): Promise<{ readonly given: unknown } | Response> {
  // A form of another site cannot send this type.
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return notJson(c)
  try {
    const given: unknown = await c.req.json()
    return isTooDeep(given) ? notJson(c) : { given }
  } catch (error) {
    if (error instanceof SyntaxError) return notJson(c)
    throw error
  }
}

/** Nothing that a route takes nests deeper, and what does would exhaust the stack. */
const deepest = 50

function isTooDeep(given: unknown): boolean {
  let level = [given]
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

const notJson = (c: Context) => refusal(c, 'bad_request', 'The body must be JSON, sent as application/json.')

interface Given {
  readonly part: 'query' | 'body'
  readonly schema: z.ZodType
  readonly value: unknown
}

/** Refuses what does not fit, with the field that is at fault. */
export function wrong(c: Context, { part, schema, value }: Given, error: z.ZodError): Response {
  const { message, field } = explain(schema, value, error, { whole: part })
  return refusal(c, 'bad_request', message, field === '' ? undefined : field)
}
