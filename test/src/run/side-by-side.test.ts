import { describe, expect, it } from 'vitest'
import { sideBySide } from '../../../src/run/side-by-side.ts'

async function* count(name: string, to: number, log: string[] = []) {
  try {
    for (let number = 1; number <= to; number += 1) yield `${name}${number}`
  } finally {
    log.push(`${name} closed`)
  }
}

async function* failing(): AsyncGenerator<string> {
  yield 'before'
  throw new Error('broken')
}

describe('sideBySide', () => {
  it('yields everything of everyone, each in its own order', async () => {
    const seen: string[] = []
    for await (const item of sideBySide([count('a', 3), count('b', 2), count('c', 1)], 2)) seen.push(item)
    expect([...seen].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'])
    expect(seen.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  })

  it('keeps at most the width under way', async () => {
    let open = 0
    let most = 0
    async function* counted() {
      most = Math.max(most, ++open)
      yield 1
      open -= 1
    }
    for await (const _ of sideBySide(Array.from({ length: 7 }, counted), 3));
    expect(most).toBe(3)
  })

  it('closes the others when one fails', async () => {
    const log: string[] = []
    const all = async () => {
      for await (const _ of sideBySide([failing(), count('a', 9, log)], 2));
    }
    await expect(all()).rejects.toThrow('broken')
    expect(log).toEqual(['a closed'])
  })

  it('closes all of them when the consumer stops', async () => {
    const log: string[] = []
    for await (const _ of sideBySide([count('a', 9, log), count('b', 9, log)], 2)) break
    expect(log.sort()).toEqual(['a closed', 'b closed'])
  })
})
