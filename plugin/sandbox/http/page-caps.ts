import type { Context } from 'hono'

const caps = new WeakMap<Request, number>()

/** From here on, the listing that answers this request gives at most so many results. */
export function capPage(context: Context, most: number): void {
  caps.set(context.req.raw, pageSize(context, most))
}

/** How many results a listing gives when so many are asked for. */
export function pageSize(context: Context, limit: number): number {
  return Math.min(limit, caps.get(context.req.raw) ?? limit)
}
