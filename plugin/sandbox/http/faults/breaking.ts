import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'

type Breaking = 'reset' | 'stall'

const broken = new WeakMap<Request, Breaking>()

/** Lets only the headers and half of the body of this answer out; then the connection is destroyed, or left silent. */
export function breakOff(context: Context, how: Breaking): undefined {
  broken.set(context.req.raw, how)
  return undefined
}

/** Ends the connection before a byte of an answer. */
export function destroyConnection(context: Context<{ Bindings: HttpBindings }>): Response {
  context.env.outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Stands in front of everything that still has headers to add. */
export const sendBroken: MiddlewareHandler<{ Bindings: HttpBindings }> = async (context, next) => {
  await next()
  const how = broken.get(context.req.raw)
  if (how === undefined) return
  const whole = Buffer.from(await context.res.arrayBuffer())
  const { outgoing } = context.env
  outgoing.writeHead(context.res.status, {
    ...Object.fromEntries(context.res.headers),
    'content-length': whole.length,
  })
  // A silent connection ends with the client or with the server.
  outgoing.write(whole.subarray(0, whole.length / 2), () => {
    if (how === 'reset') outgoing.destroy()
  })
  context.res = undefined
  context.res = RESPONSE_ALREADY_SENT
}
