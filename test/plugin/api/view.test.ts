import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import plugin from '../../../plugin/index.ts'
import type { Connection } from '../../../src/contract/plugin.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'
import { openSite, type Site } from '../../support/site.ts'

const signal = new AbortController().signal
let site: Site
let connection: Connection<unknown>

beforeAll(async () => {
  site = await openSite({ pages: 60 })
  connection = await plugin.connect({
    ...{ method: 'api_token', parameters: {}, signal },
    settings: Object.fromEntries(Object.entries(site.connection).filter(([name]) => name !== 'method')),
    surroundings: { ...fakeSurroundings(), now: Date.now },
  })
})
afterAll(async () => {
  await connection[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

describe('what the caller sees', () => {
  const beforehand = new Date()
  const view = () => connection.view(signal, beforehand)

  it('is the same for the same spaces, in small pages too, whatever was made since', async () => {
    const seen = await view()
    await site.faults({ kind: 'capped', on: '/wiki/api/v2/spaces', most: 2 })
    expect(await view()).toBe(seen)
    await site.clearFaults()
    await site.mutate({ op: 'create', type: 'space' }, { op: 'edit', type: 'page', count: 3 })
    expect(await view()).toBe(seen)
  })

  it('is another while a space is hidden', async () => {
    const seen = await view()
    const [first] = await site.truth('spaces')
    await site.faults({ kind: 'hidden_space', spaceId: first?.id })
    expect(await view()).not.toBe(seen)
    await site.clearFaults()
    expect(await view()).toBe(seen)
  })

  it('is nothing for a stranger', async () => {
    await site.faults({ kind: 'anonymous', on: '*' })
    await expect(view()).rejects.toMatchObject({ kind: 'auth', code: 'anonymous' })
    await site.clearFaults()
  })
})
