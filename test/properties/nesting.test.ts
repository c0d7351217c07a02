import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nestsDeeperThan } from '../../plugin/api/nesting.ts'

const depthOf = (value: unknown): number =>
  typeof value !== 'object' || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(depthOf))

const seed = 20_260_301
const awkward = fc.oneof(
  fc.string(),
  fc.constantFrom('[', '{"', '\\', '\\"', '"', ']]]', '\\\\"[', '\u2028[', '😀{'),
)

describe('how deep an answer nests', () => {
  it('is told as reading it would tell, whatever its texts say', () => {
    const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' })
    fc.assert(
      fc.property(json, fc.array(awkward), fc.boolean(), (value, texts, isSpaced) => {
        const whole = { value, texts, [texts.join('')]: texts }
        const text = JSON.stringify(whole, null, isSpaced ? 2 : 0)
        const depth = depthOf(JSON.parse(text))
        expect(nestsDeeperThan(depth, text)).toBe(false)
        expect(nestsDeeperThan(depth - 1, text)).toBe(true)
      }),
      { numRuns: 300, seed },
    )
  })

  it('is told of any text without an end or a failure', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(nestsDeeperThan(200, `["${text}`)).toBeTypeOf('boolean')
      }),
      { numRuns: 300, seed },
    )
    expect(nestsDeeperThan(200, '\\'.repeat(1_000_000))).toBe(false)
    expect(nestsDeeperThan(200, `"${'\\'.repeat(1_000_000)}`)).toBe(false)
  })
})
