import { z } from 'zod'
import {
  refuseCredentials,
  refuseCursor,
  refuseCursorV1,
  refusePermission,
  refuseV1,
  refuseV2,
} from '../errors.ts'
import { type Asked, fault, isV1, occasion } from './fault.ts'
import { tooManyRequests, waits } from './too-many-requests.ts'

const hasCursor = ({ query }: Asked) => query.has('cursor')

const busy = fault(
  z.strictObject({
    kind: z.literal('busy'),
    ...occasion,
    retryAfter: z.enum(waits).default('seconds'),
    seconds: z.number().min(0).default(1),
  }),
  ({ retryAfter, seconds }) => ({
    moment: 'asked',
    strike: ({ scene }) => tooManyRequests(retryAfter, seconds, scene.site.now()),
  }),
)

const unauthorized = fault(z.strictObject({ kind: z.literal('unauthorized'), ...occasion }), () => ({
  moment: 'asked',
  strike: () => refuseCredentials().getResponse(),
}))

const forbidden = fault(z.strictObject({ kind: z.literal('forbidden'), ...occasion }), () => ({
  moment: 'asked',
  strike: (asked) => refusePermission(isV1(asked)).getResponse(),
}))

const cursorStatus = z.literal([400, 404, 410])

const expiredCursor = fault(
  z.strictObject({
    kind: z.literal('expired_cursor'),
    ...occasion,
    status: cursorStatus.default(400),
  }),
  ({ status }) => ({
    moment: 'asked',
    suits: hasCursor,
    strike: (asked) => expired(asked, status).getResponse(),
  }),
)

function expired(asked: Asked, status: z.infer<typeof cursorStatus>) {
  if (status === 400) return isV1(asked) ? refuseCursorV1() : refuseCursor()
  if (isV1(asked)) return refuseV1(status, 'The provided cursor was not valid')
  return refuseV2(status, status === 410 ? 'GONE' : 'NOT_FOUND', 'The provided cursor was not valid.')
}

export const refusals = [busy, unauthorized, forbidden, expiredCursor] as const
