import { expect, it } from 'vitest'
import { openHistory } from '../../../plugin/sandbox/history.ts'

const hour = 3_600_000

it('keeps what was replaced within a day, and not much more', () => {
  let now = 0
  const history = openHistory<string>(() => now)
  for (let turn = 0; turn < 10_000; turn++) {
    now = (turn * hour) / 10
    history.note(String(turn), `form ${turn}`)
  }
  const dayAgo = history.formsAt(now - 24 * hour)
  expect([dayAgo.size, dayAgo.get('9999'), dayAgo.has('9759')]).toEqual([240, 'form 9999', false])
  expect(history.formsAt(0).size).toBeLessThan(600)
})

it('tells the form of an instant: the first one replaced after it', () => {
  let now = 0
  const history = openHistory<string>(() => now)
  for (const form of ['first', 'second', 'third']) {
    now += hour
    history.note('one', form)
  }
  const formAt = (instant: number) => history.formsAt(instant).get('one')
  expect([0, 1, 2, 2.5, 3].map((hours) => formAt(hours * hour))).toEqual([
    'first',
    'second',
    'third',
    'third',
    undefined,
  ])
  expect(history.formsAt(1.2 * hour)).toBe(history.formsAt(1.4 * hour))
})

it('takes back what was noted since a checkpoint', () => {
  const history = openHistory<string>(() => 1)
  history.note('one', 'first')
  const takeBack = history.checkpoint()
  history.note('two', 'other')
  expect([...history.formsAt(0).keys()]).toEqual(['one', 'two'])
  takeBack()
  expect([...history.formsAt(0)]).toEqual([['one', 'first']])
})

it('goes on where the clock was set back', () => {
  let now = 5
  const history = openHistory<string>(() => now)
  history.note('one', 'first')
  now = 3
  history.note('two', 'other')
  expect([...history.formsAt(4).keys()]).toEqual(['one', 'two'])
})
