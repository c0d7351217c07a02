import { z } from 'zod'
import { type Answer, withBody } from './answer.ts'
import { breakOff, destroyConnection } from './breaking.ts'
import { fault, occasion } from './fault.ts'

const reset = fault(
  z.strictObject({ kind: z.literal('reset'), ...occasion, when: z.enum(['before', 'middle']) }),
  ({ when }) =>
    when === 'before'
      ? { moment: 'asked', strike: ({ context }) => destroyConnection(context) }
      : { moment: 'answered', strike: ({ context }) => breakOff(context, 'reset') },
)

const stall = fault(z.strictObject({ kind: z.literal('stall'), ...occasion }), () => ({
  moment: 'answered',
  strike: ({ context }) => breakOff(context, 'stall'),
}))

const truncated = fault(z.strictObject({ kind: z.literal('truncated'), ...occasion }), () => ({
  moment: 'answered',
  strike: (_, answer) => withBody(answer, firstHalf(answer)),
}))

const loginPage =
  '<!doctype html><html lang="en"><head><title>Log in</title></head><body><form method="post"><input name="username"><input name="password" type="password"><button>Log in</button></form></body></html>'

const html = fault(z.strictObject({ kind: z.literal('html'), ...occasion }), () => ({
  moment: 'asked',
  strike: () => new Response(loginPage, { headers: { 'content-type': 'text/html; charset=UTF-8' } }),
}))

export const breaks = [reset, stall, truncated, html] as const

function firstHalf({ text }: Answer): Uint8Array<ArrayBuffer> {
  const whole = new TextEncoder().encode(text)
  return whole.slice(0, whole.length / 2)
}
