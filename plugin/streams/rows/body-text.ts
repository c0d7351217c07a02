import { createHash } from 'node:crypto'
import { textOf } from './text-of.ts'
import { wordsIn } from './words-in.ts'

/** What lands of a body besides itself; of none, nothing. */
export interface BodyText {
  readonly bodyText: string | null
  readonly wordCount: number | null
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string | null
}

export const noText: BodyText = { bodyText: null, wordCount: null, bodyHash: null }

export function bodyTextOf(body: string | null): BodyText {
  if (body === null) return noText
  const bodyText = textOf(body)
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return { bodyText, wordCount: wordsIn(bodyText), bodyHash }
}
