import { execFile } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bodyTextOf } from '../../../plugin/streams/rows/body-text.ts'
import { openBodyTexts } from '../../../plugin/streams/rows/body-texts.ts'

/** Far more than is worth a thread. */
const long = (word: string) => `<p>${word} &amp; so on</p>`.repeat(30_000)

describe('the texts of bodies', () => {
  it.each([
    ['few', ['<p>one</p>', null, '', '<p>\ud800 \u0000 Zürich 🎉</p>']],
    ['many', [long('one'), null, '', long('\ud800 \u0000 Zürich 🎉'), '<p>two</p>']],
  ])('are what each has by itself, in their order, where there are %s', async (_, bodies) => {
    await using texts = openBodyTexts()
    expect(await texts.of(bodies)).toEqual(bodies.map(bodyTextOf))
  })

  it('come to whoever asked for them, whoever asks at the same time', async () => {
    await using texts = openBodyTexts()
    const asked = ['one', 'two', 'three'].map((word) => [long(word)])
    expect(await Promise.all(asked.map(texts.of))).toEqual(asked.map((bodies) => bodies.map(bodyTextOf)))
  })

  it('are made while whoever asked goes on', async () => {
    await using texts = openBodyTexts()
    let isMade = false
    const made = texts.of([long('one')]).then(() => {
      isMade = true
    })
    await turn()
    expect(isMade).toBe(false)
    await made
  })

  it('fail with what their thread fails with, and the next have another', async () => {
    await using texts = openBodyTexts()
    const broken = Object.create({ length: 1_000_000 })
    await expect(texts.of([broken])).rejects.toThrow()
    expect(await texts.of([long('one')])).toEqual([bodyTextOf(long('one'))])
  })

  it('leave no thread behind that would keep a process, even where nobody waited for them', async () => {
    const words = ['--import', 'tsx', '--input-type=module', '-e', unheard]
    await expect(promisify(execFile)(process.execPath, words, { timeout: 20_000 })).resolves.toBeDefined()
  })
})

const unheard = `
  import { openBodyTexts } from '${new URL('../../../plugin/streams/rows/body-texts.ts', import.meta.url)}'
  const texts = openBodyTexts()
  texts.of(['<p>one</p>'.repeat(30_000)])
  await texts[Symbol.asyncDispose]()
`
