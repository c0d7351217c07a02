import type { Context } from 'hono'
import type { z } from 'zod'
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

/** Refuses what does not fit, with the first field that is at fault. */
export function wrong(c: Context, part: 'query' | 'body', { issues: [issue] }: z.ZodError): Response {
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const field = [...(issue?.path ?? []), ...keys].map(String).join('.')
  const what = keys.length > 0 ? 'is not known here' : `is not valid: ${issue?.message ?? 'unknown reason'}`
  if (field === '') return refusal(c, 'bad_request', `The ${part} ${what}.`)
  return refusal(c, 'bad_request', `"${field}" ${what}.`, field)
}
