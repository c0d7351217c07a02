/** Words as people of any script count them, as far as blanks and punctuation tell. */
export function wordsIn(text: string): number {
  let words = 0
  let isInWord = false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.codePointAt(at) ?? 0
    if (letter > 0xffff) at += 1
    const kind = kindOf(letter)
    if (!isInWord && kind === begins) words += 1
    isInWord = kind === begins || (isInWord && kind === goesOn)
  }
  return words
}

/** What a letter is for a word; 0: not looked up yet. */
const [begins, goesOn, ends] = [1, 2, 3]
const kinds = new Uint8Array(0x110000)

// A pattern for the whole of a text takes five times as long.
function kindOf(letter: number): number {
  const known = kinds[letter] ?? 0
  if (known !== 0) return known
  const text = String.fromCodePoint(letter)
  const kind = /[\p{L}\p{N}]/u.test(text) ? begins : /[\p{M}'’_-]/u.test(text) ? goesOn : ends
  kinds[letter] = kind
  return kind
}
