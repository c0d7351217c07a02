import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsIn } from '../../plugin/streams/rows/words-in.ts'

const seed = 20_260_301
const letters = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('a', '7', ' ', "'", '’', '-', '_', '\u0301', 'é', '日', '𝒳', '\ud800', '.'),
  }),
)

test('words are counted as the pattern of a word has it', () => {
  fc.assert(
    fc.property(letters, (text) => {
      const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_-]*/gu) ?? []
      expect(wordsIn(text)).toBe(words.length)
    }),
    { seed, numRuns: 2_000 },
  )
})
