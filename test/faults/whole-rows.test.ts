import { expect, it } from 'vitest'
import { judgeWhole } from './whole-rows.ts'

const table = (...rows: readonly (readonly (string | null)[])[]) =>
  new Map([['notes', { columns: ['id', 'title', '_run_id', '_row_hash'], rows }]])

it('finds the columns that a first read lands otherwise, whoever has read them when', () => {
  const landed = table(['1', 'a', 'run 1', 'x'], ['2', 'stale', 'run 1', 'y'], ['3', 'c', 'run 2', 'old'])
  const first = table(['3', 'c', 'run 9', 'z'], ['2', 'b', 'run 9', 'y'], ['1', 'a', 'run 9', 'x'])
  expect(judgeWhole(landed, first)).toEqual([
    expect.objectContaining({
      check: 'missing',
      stream: 'notes',
      ids: ['2'],
      detail: expect.stringContaining('title'),
    }),
    expect.objectContaining({ ids: ['3'], detail: expect.stringContaining('_row_hash') }),
  ])
})

it('leaves it to the other checks which rows there are', () => {
  expect(judgeWhole(table(['1', 'a', 'run 1', 'x']), table(['2', 'b', 'run 9', 'y']))).toEqual([])
  expect(judgeWhole(new Map(), table(['2', 'b', 'run 9', 'y']))).toEqual([])
})
