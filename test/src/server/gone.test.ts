import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { openTestControl } from '../../support/control.ts'

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
