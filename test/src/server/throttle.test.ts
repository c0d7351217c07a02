import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { openTestControl } from '../../support/control.ts'

const token = 'a-token-for-this-test-alone'
const minutes = (count: number) => count * 60_000
let now = Date.parse('2026-05-04T12:00:00Z')
let control: ServedControl
let server: ReturnType<typeof createServer>
beforeAll(async () => {
  control = await openTestControl()
  settleAdminToken(control, token)
})
afterAll(() => control[Symbol.asyncDispose]())
beforeEach(() => {
  server = createServer({ control: { ...control, now: () => now }, front, version: '0', isBehindProxy: true })
})

type Answer = Awaited<ReturnType<typeof server.request>>
const retryAfter = ({ headers }: Answer) => Number(headers.get('retry-after'))

const doors = {
  api: async (from: string, sent: string) =>
    await server.request('http://localhost/api/v1/questions', {
      headers: { authorization: `Bearer ${sent}`, 'x-forwarded-for': from },
    }),
  login: async (from: string, sent: string) =>
    await server.request('http://localhost/login', {
      method: 'POST',
      body: new URLSearchParams({ token: sent }),
      headers: { 'x-forwarded-for': from },
    }),
} as const
const welcome = { api: 200, login: 303 } as const
const refused = { api: 401, login: 422 } as const

describe.each(['api', 'login'] as const)('guessing at the %s', (door) => {
  const ask = doors[door]
  const guess = (from: string) => ask(from, 'a-guess')

  it('is stopped after five from an address, the right token included, and says until when', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await guess('10.0.0.1')).status).toBe(refused[door])
      now += minutes(1)
    }
    const stopped = await ask('10.0.0.1', token)
    expect(stopped.status).toBe(429)
    // The oldest of the five is five minutes old and counts for fifteen.
    expect(retryAfter(stopped)).toBe(600)
    expect(await stopped.text()).toContain('try again in 10 minutes')
    expect((await ask('10.0.0.2', token)).status).toBe(welcome[door])
    now += minutes(9) + 1
    const last = await ask('10.0.0.1', token)
    expect(retryAfter(last)).toBe(60)
    expect(await last.text()).toContain('try again in 1 minute.')
    now += minutes(1)
    expect((await ask('10.0.0.1', token)).status).toBe(welcome[door])
  })

  it('is stopped after fifty from all addresses together, for everybody', async () => {
    for (let turn = 0; turn < 50; turn += 1)
      expect((await guess(`10.1.0.${turn}`)).status).toBe(refused[door])
    now += minutes(5)
    const stopped = await ask('10.2.0.1', token)
    expect(stopped.status).toBe(429)
    expect(retryAfter(stopped)).toBe(600)
    now += minutes(10)
    expect((await ask('10.2.0.1', token)).status).toBe(welcome[door])
  })

  it('that is stopped does not make the wait longer', async () => {
    for (let turn = 0; turn < 5; turn += 1) await guess('10.0.0.1')
    now += minutes(14)
    for (let turn = 0; turn < 60; turn += 1) expect((await guess('10.0.0.1')).status).toBe(429)
    expect((await ask('10.0.0.2', token)).status).toBe(welcome[door])
    now += minutes(1)
    expect((await ask('10.0.0.1', token)).status).toBe(welcome[door])
  })

  it('counts at every door', async () => {
    for (const turn of [0, 1, 2, 3, 4]) await doors[turn % 2 === 0 ? 'api' : 'login']('10.0.0.1', 'a-guess')
    expect((await guess('10.0.0.1')).status).toBe(429)
  })

  it('is forgiven by who knows the token', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let turn = 0; turn < 4; turn += 1) expect((await guess('10.0.0.1')).status).toBe(refused[door])
      expect((await ask('10.0.0.1', token)).status).toBe(welcome[door])
    }
  })
})

it('leaves who is logged in alone', async () => {
  const entered = await doors.login('10.0.0.1', token)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  for (let turn = 0; turn < 50; turn += 1) await doors.api(`10.1.0.${turn}`, 'a-guess')
  expect((await doors.api('10.0.0.1', token)).status).toBe(429)
  const answer = await server.request('http://localhost/api/v1/questions', { headers: { cookie } })
  expect(answer.status).toBe(200)
})
