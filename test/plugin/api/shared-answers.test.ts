import { describe, expect, it } from 'vitest'
import { openSharedAnswers } from '../../../plugin/api/shared-answers.ts'

const path = '/wiki/api/v2/pages'

/** Counts what is really asked; every answer names the cursor it was asked with. */
function siteOf() {
  const asked: unknown[] = []
  const ask = async (_path: string, { cursor }: { cursor?: unknown }) => {
    asked.push(cursor)
    return { cursor, time: asked.length }
  }
  return { asked, ask }
}

const at = (cursor: number) => ({ sort: 'id', limit: 250, cursor })

/** Lets everything happen that waits for nothing but promises. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('answers that two streams share', () => {
  it('are asked for once', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    using other = answers.reader().join(path, ask)
    for (const cursor of [1, 2, 3])
      expect(await one.ask(path, at(cursor))).toBe(await other.ask(path, at(cursor)))
    expect(asked).toEqual([1, 2, 3])
  })

  it('are given once: who asks again is not content with what came', async () => {
    const { asked, ask } = siteOf()
    using one = openSharedAnswers().reader().join(path, ask)
    await one.ask(path, at(1))
    await one.ask(path, at(1))
    expect(asked).toEqual([1, 1])
  })

  it('are never older than the read that they are given to', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    await one.ask(path, at(1))
    using late = answers.reader().join(path, ask)
    await late.ask(path, at(1))
    expect(asked).toEqual([1, 1])
  })

  it('are not kept for nobody: they would take the memory of many pages', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    const late = answers.reader()
    using one = answers.reader().join(path, ask)
    for (let cursor = 1; cursor <= 9; cursor += 1) await one.ask(path, at(cursor))
    using other = late.join(path, ask)
    for (const cursor of [8, 9]) await other.ask(path, at(cursor))
    expect(asked.slice(-3)).toEqual([9, 8, 9])
  })

  it('are not failures: the other asks for itself', async () => {
    let times = 0
    const ask = async () => {
      times += 1
      if (times === 1) throw new Error('stopped')
      return 'answer'
    }
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    using other = answers.reader().join(path, ask)
    const [first, second] = await Promise.allSettled([one.ask(path, at(1)), other.ask(path, at(1))])
    expect([first.status, second]).toMatchObject(['rejected', { status: 'fulfilled', value: 'answer' }])
  })

  it('keep who is ahead waiting until the other has come, or has gone', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    const other = answers.reader().join(path, ask)
    for (const cursor of [1, 2, 3]) await one.ask(path, at(cursor))
    const fourth = one.ask(path, at(4))
    await settled()
    expect(asked).toEqual([1, 2, 3])
    await other.ask(path, at(1))
    await fourth
    const fifth = one.ask(path, at(5))
    await settled()
    expect(asked).toEqual([1, 2, 3, 4])
    other[Symbol.dispose]()
    await fifth
    expect(asked).toEqual([1, 2, 3, 4, 5])
  })

  it('keep nobody waiting for one who goes another way', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    using other = answers.reader().join(path, ask)
    await one.ask(path, at(1))
    await other.ask(path, at(100))
    for (const cursor of [2, 3, 4, 5, 6]) await one.ask(path, at(cursor))
    expect(asked).toEqual([1, 100, 2, 3, 4, 5, 6])
  })

  it('keep nobody waiting for one who waits for him elsewhere', async () => {
    const { asked, ask } = siteOf()
    const answers = openSharedAnswers()
    using one = answers.reader().join(path, ask)
    using other = answers.reader().join(path, ask)
    const newest = (cursor: number) => ({ ...at(cursor), sort: '-modified-date' })
    for (const cursor of [1, 2, 3]) await one.ask(path, at(cursor))
    for (const cursor of [101, 102, 103]) await other.ask(path, newest(cursor))
    const held = one.ask(path, at(4))
    for (const cursor of [104, 105, 106]) await other.ask(path, newest(cursor))
    await held
    expect(asked).toEqual([1, 2, 3, 101, 102, 103, 104, 105, 106, 4])
  })
})
