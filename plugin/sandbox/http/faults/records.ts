import { z } from 'zod'
import { refuseMissing, refuseV1 } from '../errors.ts'
import { withBody, withNext } from './answer.ts'
import { type Asked, fault, isV1, occasion } from './fault.ts'

const levels = 5_000
const placeholder = '\u0000deep\u0000'
const nested = `${'{"deep":'.repeat(levels)}null${'}'.repeat(levels)}`

const deep = fault(z.strictObject({ kind: z.literal('deep'), ...occasion }), () => ({
  moment: 'answered',
  suits: (_, answer) => (answer.listing()?.results.length ?? 0) > 0,
  strike: (_, answer) => {
    const listing = answer.listing()
    const [first, ...rest] = listing?.results ?? []
    const results = [{ ...z.looseObject({}).parse(first), deep: placeholder }, ...rest]
    // Written in afterwards: so deep a value is more than some serializers can take.
    return withBody(
      answer,
      JSON.stringify({ ...listing, results }).replace(JSON.stringify(placeholder), nested),
    )
  },
}))

const huge = fault(
  z.strictObject({ kind: z.literal('huge'), ...occasion, bytes: z.number().int().min(0).max(2_000_000_000) }),
  ({ bytes }) => ({
    moment: 'answered',
    suits: (_, { text }) => Buffer.byteLength(text) < bytes,
    strike: (_, answer) => withBody(answer, padded(answer.text, bytes), { 'content-length': bytes }),
  }),
)

const block = new Uint8Array(65_536).fill(0x20)

// In blocks, so that the sandbox itself needs no memory for it. Space after the JSON is part of the format.
function padded(text: string, bytes: number): ReadableStream<Uint8Array> {
  const start = new TextEncoder().encode(text)
  let left = bytes - start.length
  return new ReadableStream({
    start: (controller) => controller.enqueue(start),
    pull(controller) {
      if (left <= 0) return controller.close()
      controller.enqueue(block.subarray(0, left))
      left -= block.length
    },
  })
}

const visitor = {
  type: 'anonymous',
  profilePicture: { path: '/wiki/aa-avatar/anonymous', width: 48, height: 48, isDefault: true },
  displayName: 'Anonymous',
  isExternalCollaborator: false,
}

const anonymous = fault(z.strictObject({ kind: z.literal('anonymous'), ...occasion }), () => ({
  moment: 'answered',
  strike(asked, answer) {
    if (asked.path.endsWith('/user/current')) return withBody(answer, JSON.stringify(visitor))
    const listing = answer.listing()
    if (listing === undefined) return missing(asked)
    const totals = ['size', 'totalSize'].filter((name) => name in listing).map((name) => [name, 0])
    return withNext(answer, { ...listing, ...Object.fromEntries(totals), results: [] }, undefined)
  },
}))

function missing(asked: Asked): Response {
  const refusal = isV1(asked) ? refuseV1(404, 'No such record, or not permitted to see it') : refuseMissing()
  return refusal.getResponse()
}

export const records = [deep, huge, anonymous] as const
