import type { Context } from 'hono'

/** The page that the address asks for; anything that is no number is the first. */
export function pageOf(c: Context): number {
  const asked = Number(c.req.query('page') ?? 1)
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 1
}
