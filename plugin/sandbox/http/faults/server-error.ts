import { z } from 'zod'
import { idsIn } from './answer.ts'
import { type Asked, fault, isV1, occasion } from './fault.ts'
import { limitOf } from './standard-limits.ts'

const statuses = z.literal([500, 502, 503, 504])

const asked = {
  kind: z.literal('server_error'),
  ...occasion,
  status: statuses.default(500),
  /** Only where the request asks for bodies. */
  bodiesOnly: z.boolean().default(false),
  /** Only where the request's limit, said or by default, is larger. */
  aboveLimit: z.number().int().min(0).optional(),
}

const shape = z.strictObject({
  ...asked,
  /** Only answers that would carry one of these records. */
  ids: z.array(z.string()).min(1).optional(),
})

export const serverErrors = [
  fault(shape, (said) => {
    const { ids } = said
    const answerOf = (one: Asked) => serverError(said.status, isV1(one))
    if (ids === undefined)
      return { moment: 'asked', suits: (one) => isMeant(said, one), strike: (one) => answerOf(one) }
    return {
      moment: 'answered',
      suits: (one, answer) => isMeant(said, one) && idsIn(answer).some((id) => ids.includes(id)),
      strike: (one) => answerOf(one),
    }
  }),
] as const

function isMeant({ bodiesOnly, aboveLimit }: z.output<typeof shape>, { path, query }: Asked): boolean {
  const isLarge = aboveLimit === undefined || (limitOf(path, query) ?? 0) > aboveLimit
  return isLarge && (!bodiesOnly || asksForBodies(query))
}

function asksForBodies(query: URLSearchParams): boolean {
  return query.has('body-format') || query.getAll('expand').some((keys) => keys.includes('body'))
}

const titles = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const

function serverError(status: keyof typeof titles, isOldApi: boolean): Response {
  const title = titles[status]
  const body = isOldApi
    ? { statusCode: status, message: title }
    : { errors: [{ status, code: title.toUpperCase().replaceAll(' ', '_'), title, detail: null }] }
  return Response.json(body, { status })
}
