import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** The exit code of a command line whose output nobody reads any more, and what it said beside that. */
async function unread(output: 'stdout' | 'stderr', words: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...words])
  child[output].destroy()
  const rest: string[] = []
  child[output === 'stdout' ? 'stderr' : 'stdout'].on('data', (text) => rest.push(String(text)))
  const [code] = await once(child, 'close')
  return { code, rest: rest.join('') }
}

it.each([
  ['stdout', ['discover', '--json'], 0],
  ['stderr', ['sync'], 2],
] as const)('a command ends as it would when nobody reads its %s', async (output, words, code) => {
  expect(await unread(output, words)).toEqual({ code, rest: '' })
})
