import { SyncError } from '../contract/errors.ts'
import type { Scalar } from './sql/statement.ts'

/** Adds up an answer that somebody looks at, row by row. Throws SyncError `config` code `answer_too_large` once it is. */
export function openScales(): (row: readonly Scalar[]) => void {
  let size = 0
  return (row) => {
    size += sizeOf(row)
    if (size > mostLetters) throw tooLarge()
  }
}

const mostLetters = 64 * 1024 * 1024

const sizeOf = (values: readonly Scalar[]): number =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0)

function tooLarge(): SyncError {
  const message = 'The answer is larger than 64 MiB: ask for fewer rows, or for fewer columns.'
  return new SyncError('config', message, { code: 'answer_too_large' })
}
