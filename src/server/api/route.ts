import type { Context } from 'hono'
import { z } from 'zod'
import type { Control } from '../../control/control.ts'
import { bodyOf, wrong } from './sent.ts'
import { nothing } from './shapes/basics.ts'

/** What a handler gets: everything validated already. */
export interface Asked<Taken> {
  readonly control: Control
  readonly params: Readonly<{ id: string; table: string }>
  readonly taken: Taken
  readonly signal: AbortSignal
  readonly c: Context
}

type Method = 'get' | 'post' | 'put' | 'delete'

/** One entry of the table of routes: what OpenAPI tells of it, and how it is answered. */
export interface Route {
  readonly method: Method
  /** As OpenAPI writes it: `/api/v1/syncs/{id}`. */
  readonly path: string
  readonly summary: string
  readonly query: z.ZodObject
  readonly body: z.ZodType | undefined
  readonly answer: z.ZodType
  readonly status: 200 | 201 | 202 | 204
  readonly type: string
  /** Refuses what is not valid before anything is done. */
  respond(c: Context, control: Control): Promise<Response>
}

interface Draft<Taken extends z.ZodType> {
  readonly summary: string
  /** Of `get` and `delete` the query, of `post` and `put` the body. */
  readonly takes: Taken
  readonly answer: z.ZodType
  /** 200 where not said. */
  readonly status?: Route['status']
  readonly type?: string
  /** A response of its own, or a value that becomes JSON. */
  handle(asked: Asked<z.infer<Taken>>): unknown
}

const methods = z.enum(['get', 'post', 'put', 'delete'])
const paramsShape = z.object({ id: z.string().default(''), table: z.string().default('') })

/** `get /syncs/{id}` and what is to be known of it. */
export function route<Taken extends z.ZodType>(address: `${Method} ${string}`, draft: Draft<Taken>): Route {
  const [verb, path] = address.split(' ')
  const method = methods.parse(verb)
  const { takes, summary, answer, status = 200, type = 'application/json' } = draft
  const isRead = method === 'get' || method === 'delete'
  const query = isRead && takes instanceof z.ZodObject ? takes : nothing
  const body = isRead || Object.is(takes, nothing) ? undefined : takes
  return {
    ...{ method, path: `/api/v1${path}`, summary, query, body, answer, status, type },
    async respond(c, control) {
      const words = c.req.query()
      const asked = query.safeParse(words)
      if (!asked.success) return wrong(c, { part: 'query', schema: query, value: words }, asked.error)
      const sent = body === undefined ? { given: words } : await bodyOf(c)
      if (sent instanceof Response) return sent
      const taken = takes.safeParse(sent.given)
      if (!taken.success) return wrong(c, { part: 'body', schema: takes, value: sent.given }, taken.error)
      const params = paramsShape.parse(c.req.param())
      const value = await draft.handle({ control, params, taken: taken.data, signal: c.req.raw.signal, c })
      if (value instanceof Response) return value
      return status === 204 ? c.body(null, 204) : c.json(value, status)
    },
  }
}
