import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApp, type ServedControl } from '../../../src/app.ts'
import { openControl } from '../../../src/control/open-control.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { type Books, openBooks } from '../../../src/store/books.ts'
import { openVault } from '../../../src/store/vault.ts'
import { seed } from '../../support/history.ts'

const token = 'a-token-for-this-test-alone'
const all = 100_000
const id = 's0-0'

let folder: string
let books: Books
let control: ServedControl
/** How many lines each question to the store brought. */
let fetched: number[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'))
  books = openBooks(join(folder, 'store.sqlite'))
  settleAdminToken({ books }, token)
  seed(books, 1, 1)
  books.together(() => {
    for (let turn = 1; turn <= all; turn += 1)
      books.words.addLine(id, { level: turn % 1_000 === 0 ? 'warn' : 'info', message: `line ${turn}` }, turn)
  })
  const linesAfter: Books['words']['linesAfter'] = (...asked) => {
    const lines = books.words.linesAfter(...asked)
    fetched.push(lines.length)
    return lines
  }
  const counted = { ...books, words: { ...books.words, linesAfter } }
  const surroundings = { now: Date.now, random: () => 0, sleep: async () => undefined }
  const parts = { app: await openApp(), vault: openVault(Buffer.alloc(32)), surroundings, folder }
  control = { ...openControl({ ...parts, books: counted }), books: counted, now: Date.now }
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  books[Symbol.dispose]()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  fetched = []
})

async function download(search = '', run = id) {
  const server = createServer({ control, front, version: '0' })
  return await server.request(`http://localhost/api/v1/runs/${run}/logs.txt${search}`, {
    headers: { authorization: `Bearer ${token}` },
  })
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

describe('the download of a long log', () => {
  it('is whole and in order, read from the store in small pieces, each line once', async () => {
    const answer = await download()
    expect(answer.headers.get('content-disposition')).toContain(`run-${id}.txt`)
    const lines = (await answer.text()).trimEnd().split('\n')
    expect(lines).toHaveLength(all)
    expect(lines[0]).toBe('1970-01-01T00:00:00.001Z info  line 1')
    expect(lines.every((line, turn) => line.endsWith(` line ${turn + 1}`))).toBe(true)
    expect(Math.max(...fetched)).toBeLessThanOrEqual(500)
    expect(sum(fetched)).toBe(all)
  })

  it('holds a few pieces at once, whatever the reader is doing, and ends with it', async () => {
    const reader = (await download()).body?.getReader()
    for (let turn = 1; turn <= 10; turn += 1) {
      await reader?.read()
      expect(sum(fetched)).toBeLessThanOrEqual((turn + 2) * 500)
    }
    await reader?.cancel()
    const before = fetched.length
    await new Promise(setImmediate)
    expect(fetched).toHaveLength(before)
  })

  it('takes the filters of the list', async () => {
    const text = await (await download('?level=warn&search=line 9')).text()
    expect(text.split('\n')).toHaveLength(12)
    expect(sum(fetched)).toBe(11)
  })

  it('is an error for a run that is not there', async () => {
    expect((await download('', 'none')).status).toBe(404)
  })
})
