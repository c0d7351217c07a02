/** A pure function of seed, salt and index: a whole number in [0, 2^32). */
export type Draw = (salt: number, index: number) => number

/** Draws that differ from those of every other seed and name. */
export function drawFrom(seed: number, name: string): Draw {
  let start = seed >>> 0
  for (const letter of name) start = scramble(start ^ (letter.codePointAt(0) ?? 0))
  return (salt, index) => scramble(scramble(start ^ Math.imul(salt + 1, 0x9e3779b1)) ^ index)
}

/** The draw as a fraction in [0, 1). */
export function fraction(draw: number): number {
  return draw / 4_294_967_296
}

/** The element that a draw falls on; the list must not be empty. */
export function pick<Element>(list: readonly Element[], draw: number): Element {
  const found = list[draw % list.length]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}

// The finalizer of MurmurHash3: every bit of the input moves half of the output's.
function scramble(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  mixed ^= mixed >>> 16
  return mixed >>> 0
}
