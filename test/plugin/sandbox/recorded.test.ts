import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, openTestSite } from './client.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-site-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content))

function page(id: string, number: number, createdAt: string, more: object = {}) {
  const version = {
    number,
    createdAt: '2026-03-19T14:23:47.640Z',
    message: '',
    minorEdit: false,
    authorId: 'a:2',
  }
  return {
    id,
    status: 'current',
    title: `Page ${id}`,
    spaceId: '1',
    authorId: 'a:1',
    createdAt,
    version,
    ...more,
  }
}

describe('a recorded site', () => {
  it('serves what the folder holds, with what it does not know', async () => {
    await write('spaces.json', { results: [{ id: '1', key: 'KEY', name: 'Space' }] })
    await write('pages.json', [
      page('1000', 2, '2026-01-02T00:00:00.000Z', {
        novel: { a: 1 },
        body: { storage: { value: '<p>hi</p>' } },
      }),
      page('99', 1, '2026-01-03T00:00:00.000Z', { status: 'archived' }),
      page('500', 1, '2026-01-01T00:00:00.000Z', { status: 'trashed' }),
    ])
    await write('footer-comments.json', [
      {
        id: '7',
        pageId: '99',
        version: { number: 3, createdAt: '2026-01-01T00:00:00.000Z', authorId: 'a:3' },
      },
      { id: '8', pageId: '500' },
    ])
    await write('users.json', [{ accountId: 'a:1', displayName: 'Ann' }])
    await using site = await openTestSite({ site: folder })
    const pages = await site.list('/wiki/api/v2/pages?limit=1')
    expect(idsOf(pages)).toEqual(['99', '1000'])
    expect(pages[1]).toMatchObject({ novel: { a: 1 }, version: { number: 2 }, body: {} })
    expect(idsOf(await site.list('/wiki/api/v2/pages?limit=1&sort=created-date'))).toEqual(['1000', '99'])
    expect(idsOf(await site.list('/wiki/rest/api/content/search?cql=space=KEY and text ~ hi'))).toEqual([
      '1000',
    ])
    expect(await site.truth('comments')).toEqual([{ id: '7', versionNumber: 3, status: 'current' }])
    expect((await site.get('/__sandbox/truth')).body).toMatchObject({
      pages: 2,
      spaces: 1,
      labels: 0,
      users: 3,
    })
    const { body } = await site.post('/__sandbox/mutate', [{ op: 'edit', type: 'page', id: '99' }])
    expect(body).toEqual([{ op: 'edit', type: 'page', id: '99', versionNumber: 2, status: 'archived' }])
  })

  it('takes changes like a generated one', async () => {
    await write('spaces.json', [{ id: '1', key: 'KEY' }])
    await write('pages.json', [page('10', 1, '2026-01-02T00:00:00.000Z')])
    await using site = await openTestSite({ site: folder })
    await site.post('/__sandbox/mutate', [
      { op: 'edit', type: 'page', id: '10' },
      { op: 'create', type: 'page' },
    ])
    expect((await site.truth('pages')).map(({ versionNumber }) => versionNumber)).toEqual([2, 1])
  })

  it.each([
    ['pages.json', '{'],
    ['labels.json', '[{"name":"no id"}]'],
    ['spaces.json', '"text"'],
  ])('refuses a broken %s by its name', async (name, text) => {
    await writeFile(join(folder, name), text)
    await expect(openTestSite({ site: folder })).rejects.toMatchObject({
      kind: 'config',
      code: 'broken_site_file',
      message: expect.stringContaining(name),
    })
  })

  it('is empty where the folder is', async () => {
    await using site = await openTestSite({ site: folder })
    expect(await site.list('/wiki/api/v2/pages')).toEqual([])
    expect((await site.get('/__sandbox/truth')).body.users).toBe(0)
  })
})
