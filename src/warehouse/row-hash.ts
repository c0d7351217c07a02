import { hash } from 'node:crypto'
import type { Cell } from './cells.ts'

/**
 * Fingerprint of a row: the same columns with the same values give the same text on every machine and in every
 * warehouse. `cells` are the columns' in their order. Not for secrecy.
 */
export function rowHash(cells: readonly Cell[]): string {
  // The lengths tell where each cell ends, and a null from an empty text.
  const lengths = cells.map((cell) => (cell === null ? '-' : String(cell).length))
  return hash('sha256', `${lengths.join()}\n${cells.join('')}`, 'base64url')
}
