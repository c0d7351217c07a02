import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import { expectTruth, landed, syncNow } from '../support/landed.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

let site: Site
let shell: Shell
let config: string

beforeEach(async () => {
  site = await openSite({ pages: 300, seed: 5 })
  shell = await openShell()
  config = await shell.write('sync.json', site.config())
})
afterEach(async () => {
  await shell[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const sync = (...words: readonly string[]) => syncNow(shell, config, ...words)

const deletedIds = async (stream: string) => {
  const answer = await shell.run(
    'query',
    '--config',
    config,
    '--json',
    `select id from ${stream} where _deleted_at is not null order by id`,
  )
  return (answer.json() as readonly { id: string }[]).map(({ id }) => id)
}

describe('after the site changed', () => {
  it('an incremental run lands exactly the edits and creations', async () => {
    await sync()
    const edited = await site.mutate(
      { op: 'edit', type: 'page', count: 7 },
      { op: 'edit', type: 'blogpost', count: 2 },
    )
    const created = await site.mutate(
      { op: 'create', type: 'page', count: 3 },
      { op: 'create', type: 'blogpost', count: 2 },
    )
    const { pages, blog_posts } = await sync('--streams', 'pages,blog_posts')
    expect(pages).toMatchObject({ strategy: 'incremental', landed: 10, new: 3, changed: 7, unchanged: 0 })
    expect(blog_posts).toMatchObject({ strategy: 'incremental', new: 2 })
    const rows = new Set(await landed(shell, config, 'pages'))
    for (const { id, type, versionNumber } of [...edited, ...created])
      if (type === 'page') expect(rows).toContain(`${id}@${versionNumber}`)
  })

  it('another incremental run right after lands nothing twice, and an edit in the same minute', async () => {
    await sync()
    await site.mutate({ op: 'edit', type: 'page', count: 5 })
    await sync('--streams', 'pages')
    expect((await sync('--streams', 'pages'))['pages']).toMatchObject({ landed: 0, new: 0, changed: 0 })
    await site.mutate({ op: 'edit', type: 'page', count: 1 })
    expect((await sync('--streams', 'pages'))['pages']).toMatchObject({ landed: 1, changed: 1 })
  })

  it('a full refresh marks exactly the rows that are gone, and a restored one comes back', async () => {
    await sync()
    const gone = await site.mutate(
      { op: 'trash', type: 'page', count: 4 },
      { op: 'purge', type: 'page', count: 3 },
    )
    const { pages } = await sync('--full-refresh')
    expect(pages).toMatchObject({ deleted: 7 })
    expect(await deletedIds('pages')).toEqual(gone.map(({ id }) => id).sort())
    await expectTruth(site, shell, config)

    const trashed = gone.filter(({ op }) => op === 'trash').map(({ id }) => id)
    await site.mutate({ op: 'restore', type: 'page', id: trashed[0] })
    await sync('--full-refresh')
    expect(await deletedIds('pages')).not.toContain(trashed[0])
    await expectTruth(site, shell, config)
  })

  it('every stream follows edits, moves, labels, comments and attachments in a full refresh', async () => {
    await sync()
    await site.mutate(
      { op: 'move', type: 'page', count: 3 },
      { op: 'archive', type: 'page', count: 2 },
      { op: 'label', type: 'page', count: 5, label: 'reviewed' },
      { op: 'comment', type: 'page', count: 4 },
      { op: 'attach', type: 'page', count: 2 },
      { op: 'edit', type: 'comment', count: 3 },
      { op: 'purge', type: 'comment', count: 2 },
      { op: 'trash', type: 'blogpost', count: 2 },
      { op: 'trash', type: 'attachment', count: 2 },
      { op: 'purge', type: 'attachment', count: 1 },
    )
    await sync('--full-refresh')
    await expectTruth(site, shell, config)
  })

  it('comments are the same whether the site-wide lists carry replies or not', async () => {
    await sync('--streams', 'comments')
    const rows = async () => {
      const sql =
        'select id, parent_comment_id, root_comment_id, depth, page_id, blog_post_id, author_id, created_at from comments order by id'
      return (await shell.run('query', '--config', config, '--json', sql)).json()
    }
    const listed = await rows()
    await site.set({ replies: 'out' })
    await shell.run('reset', '--config', config, '--streams', 'comments')
    await sync('--streams', 'comments')
    expect(await rows()).toEqual(listed)
    await expectTruth(site, shell, config, ['comments'])
  })
})
