import type { Context } from 'hono'
import { z } from 'zod'
import type { Control } from '../../control/control.ts'

/** What a handler gets: everything validated already. */
export interface Asked<Params, Query, Body> {
  readonly control: Control
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly signal: AbortSignal
  readonly c: Context
}

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** As OpenAPI writes it: `/api/v1/syncs/{id}`. */
  readonly path: string
  readonly summary: string
  readonly query: z.ZodObject
  readonly body: z.ZodType | undefined
  readonly answer: z.ZodType
  /** 200 where not said. */
  readonly status: 200 | 201 | 202 | 204
  readonly type: string
  /** A response of its own, or a value that becomes JSON. */
  handle(asked: Asked<unknown, unknown, unknown>): unknown
}

interface Draft<Query extends z.ZodObject, Body extends z.ZodType> {
  readonly summary: string
  readonly query?: Query
  readonly body?: Body
  readonly answer: z.ZodType
  readonly status?: Route['status']
  readonly type?: string
  handle(asked: Asked<Params, z.infer<Query>, z.infer<Body>>): unknown
}

type Params = Readonly<{ id: string; table: string }>

const paramsShape = z.object({ id: z.string().default(''), table: z.string().default('') })
const nothing = z.strictObject({})

/** One entry of the table of routes, `get /api/v1/…`; what it takes is validated before its handler sees it. */
export function route<Query extends z.ZodObject = typeof nothing, Body extends z.ZodType = z.ZodUndefined>(
  address: `${Route['method']} ${string}`,
  draft: Draft<Query, Body>,
): Route {
  const [method, path] = address.split(' ')
  const { query, body, status = 200, type = 'application/json' } = draft
  return {
    ...{ method: z.enum(['get', 'post', 'put', 'delete']).parse(method), path: `/api/v1${path}` },
    ...{ summary: draft.summary, answer: draft.answer, query: query ?? nothing, body, status, type },
    handle({ params, query: sent, body: given, ...rest }) {
      // Parsed once more: the table holds routes of every type, and here the types are known again.
      const known = { params: paramsShape.parse(params), query: typed(query, sent), body: typed(body, given) }
      return draft.handle({ ...rest, ...known })
    },
  }
}

function typed<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown): z.infer<Schema> {
  return (schema ?? z.any()).parse(value) as z.infer<Schema>
}
