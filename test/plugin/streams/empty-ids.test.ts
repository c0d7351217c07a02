import { describe, expect, it } from 'vitest'
import { streams } from '../../../plugin/streams/index.ts'
import { users } from '../../../plugin/streams/users.ts'
import { contextOf, readAll } from '../../contracts/stream-contract.ts'
import { type Asked, answeringClient, listing } from './answering-client.ts'

const ids = Object.fromEntries(
  [
    ...['authorId', 'ownerId', 'lastOwnerId', 'spaceOwnerId', 'resolutionLastModifierId', 'homepageId'],
    ...['spaceId', 'parentId', 'pageId', 'blogPostId', 'attachmentId', 'customContentId', 'parentCommentId'],
  ].map((name) => [name, '']),
)
const user = { accountId: '' }
const record = {
  ...{ id: '1', status: 'current', name: 'x', accountId: 'ada', user: { accountId: 'ada' }, ...ids },
  version: { number: 1, createdAt: '2026-03-01T12:00:00Z', authorId: '', by: user },
  space: { id: '', key: 'A' },
  ancestors: [],
  history: { createdBy: user, createdDate: '2026-03-01T12:00:00Z', ownedBy: user, lastOwnedBy: user },
}

const site = ({ path, query }: Asked) =>
  /children|labels\/|users-bulk/.test(path) || Number(query['start'] ?? 0) > 0 ? listing() : listing(record)

const parameters = { cql_pages_clause: 'type = page' }
const cases = streams.flatMap((stream) => [
  { stream, name: stream.name, parameters: {} },
  ...(stream.parameters === undefined ? [] : [{ stream, name: `${stream.name} by CQL`, parameters }]),
])

describe('an empty id', () => {
  it.each(cases)('is none: $name', async ({ stream, parameters: given }) => {
    const pages = await readAll(stream, answeringClient(site), { parameters: given })
    const rows = pages.flatMap((page) => page.records.map(({ row }) => row))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(Object.entries(row).filter(([, value]) => value === '')).toEqual([])
  })

  it('is nobody to be asked for', async () => {
    const references = async function* () {
      yield ['']
      yield ['', 'bob']
    }
    const client = answeringClient(site)
    const read = await readAll(users, client, { references })
    expect(read.flatMap((page) => page.records.map(({ row }) => row['id']))).toEqual(['ada', 'bob'])
    for await (const page of users.lookUp(contextOf(client), [''])) expect(page.records).toEqual([])
    const bodies = client.asked.flatMap(({ body }) => (body === undefined ? [] : [body]))
    expect(bodies).toEqual([{ accountIds: ['bob'] }])
  })
})
