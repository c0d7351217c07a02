import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { openTestControl } from '../../support/control.ts'
import { seed } from '../../support/history.ts'

const token = 'a-token-for-this-test-alone'
const unheard: unknown[] = []
const hear = (reason: unknown) => void unheard.push(reason)

// One rejection that nobody hears ends the process, and every run with it.
beforeAll(() => void process.on('unhandledRejection', hear))
afterAll(() => void process.off('unhandledRejection', hear))
afterEach(() => void unheard.splice(0))

describe('what is no form', async () => {
  await using drawn = await openTestControl()
  const paths = front
    .pages(drawn)
    .routes.filter(({ method }) => method === 'POST')
    .map(({ path }) => path.replaceAll(/:\w+/g, 'gone'))

  it.each(paths)('is no bug at %s', async (path) => {
    await using control = await openTestControl()
    settleAdminToken(control, token)
    const server = createServer({ control, front, version: '0' })
    const answer = await server.request(`http://localhost${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(answer.status).toBeLessThan(500)
  })
})

describe('what is not there any more', async () => {
  await using drawn = await openTestControl()
  const paths = front
    .pages(drawn)
    .routes.filter(({ method, path }) => method === 'GET' && path.includes(':'))
    .map(({ path }) => path.replaceAll(/:\w+/g, 'gone'))

  it.each(paths)('is not found at %s, and nothing else breaks', async (path) => {
    await using control = await openTestControl()
    settleAdminToken(control, token)
    const server = createServer({ control, front, version: '0' })
    const answer = await server.request(`http://localhost${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await answer.text()
    await wait()
    expect(unheard).toEqual([])
    expect(answer.status).toBe(404)
  })
})

describe('who asks for the headers alone', () => {
  it.each(['/api/v1/runs/x/events', '/runs/x/live'])('follows nothing afterwards: %s', async (path) => {
    await using control = await openTestControl()
    settleAdminToken(control, token)
    seed(control.books, 1, 0)
    const draft = { syncId: 's0', syncName: 'sync-0', trigger: 'manual', options: {} } as const
    control.books.runs.queue({ id: 'x', ...draft }, 0)
    const followed: AbortSignal[] = []
    const follow: typeof control.runs.follow = (id, signal, after) => {
      followed.push(signal)
      return control.runs.follow(id, signal, after)
    }
    const by = { ...control, runs: { ...control.runs, follow } }
    const server = createServer({ control: by, front, version: '0' })
    const answer = await server.request(`http://localhost${path}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    })
    expect([answer.status, answer.body]).toEqual([200, null])
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(followed.map(({ aborted }) => aborted)).toEqual([true])
  })
})
