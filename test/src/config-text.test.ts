import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfigText } from '../../src/config-text.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-text-'))
  file = join(folder, 'sync.json')
})
afterEach(() => rm(folder, { recursive: true }))

const read = async (text: string, environment = {}) => {
  await writeFile(file, text)
  return readConfigText(file, environment)
}

describe('readConfigText', () => {
  it('fills variables in, wherever they stand', async () => {
    const text = '{"a": "${TOKEN}", "b": ["x-${TOKEN}-${OTHER}"], "c": 1}'
    expect(await read(text, { TOKEN: 't', OTHER: 'o' })).toEqual({ a: 't', b: ['x-t-o'], c: 1 })
  })

  it('does not fill in again what a variable holds', async () => {
    expect(await read('{"a": "${TOKEN}"}', { TOKEN: '${OTHER}' })).toEqual({ a: '${OTHER}' })
  })

  it.each([{}, { TOKEN: '' }])(
    'names a variable that is not set, and where it is used',
    async (environment) => {
      await expect(read('{"connection": {"apiToken": "${TOKEN}"}}', environment)).rejects.toMatchObject({
        kind: 'config',
        code: 'variable_not_set',
        message:
          '"connection.apiToken" takes the environment variable TOKEN, which is not set; set it and run again.',
      })
    },
  )

  it.each(['${}', 'Bearer ${ }'])('names the place of %s, which names no variable', async (text) => {
    await expect(read(JSON.stringify({ connection: { apiToken: text } }))).rejects.toMatchObject({
      kind: 'config',
      code: 'variable_unnamed',
      message:
        '"connection.apiToken" holds "${}" without a name; name an environment variable, such as "${CONFLUENCE_API_TOKEN}".',
    })
  })

  it('tells a missing file from a folder', async () => {
    await expect(readConfigText(join(folder, 'nothing.json'), {})).rejects.toThrow('there is no such file')
    await expect(readConfigText(folder, {})).rejects.toThrow('it is a folder')
  })

  it('tells where broken JSON breaks, without quoting it', async () => {
    const error: Error = await read('{\n  "apiToken": "secret"\n  "x": 1\n}').then(
      () => new Error('accepted'),
      (e: Error) => e,
    )
    expect(error.message).toMatch(/is not valid JSON \(line 3, column 3\)/)
    expect(error.message).not.toContain('secret')
    expect(error.cause).toBeUndefined()
  })

  it('takes a file that begins with a byte order mark', async () => {
    expect(await read('\uFEFF{"a": 1}')).toEqual({ a: 1 })
  })
})
