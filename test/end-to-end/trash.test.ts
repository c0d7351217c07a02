import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Shell } from '../support/command-line.ts'
import { openShell } from '../support/command-line.ts'
import { expectTruth, syncNow } from '../support/landed.ts'
import type { Site } from '../support/site.ts'
import { openSite } from '../support/site.ts'

const contents = ['pages', 'pages_content', 'blog_posts', 'attachments'] as const

let site: Site
let shell: Shell
let config: string

beforeEach(async () => {
  site = await openSite({ pages: 150, seed: 8 })
  shell = await openShell()
  config = await shell.write('sync.json', site.config())
})
afterEach(async () => {
  await shell[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const sync = (...words: readonly string[]) => syncNow(shell, config, ...words)

describe('an incremental run', () => {
  it('marks what went to the trash, and lands again what was taken out of it', async () => {
    await sync()
    const trashed = await site.mutate(
      { op: 'trash', type: 'page', count: 4 },
      { op: 'trash', type: 'blogpost', count: 2 },
      { op: 'trash', type: 'attachment', count: 3 },
    )
    const marked = await sync('--streams', contents.join(','))
    for (const stream of contents) expect(marked[stream]?.['strategy']).toBe('incremental')
    expect(marked).toMatchObject({
      ...{ pages: { deleted: 4 }, pages_content: { deleted: 4 }, blog_posts: { deleted: 2 } },
      attachments: { deleted: 3 },
    })
    await expectTruth(site, shell, config, ['pages', 'pages_content', 'blog_posts'])

    for (const { type, id } of trashed) await site.mutate({ op: 'restore', type, id })
    const restored = await sync('--streams', contents.join(','))
    expect(restored).toMatchObject({ pages: { landed: 4, deleted: 0 }, blog_posts: { landed: 2 } })
    await expectTruth(site, shell, config, contents)
    expect(await sync('--streams', contents.join(','))).toMatchObject({ pages: { landed: 0, deleted: 0 } })
  })

  it.each(['in', 'out'] as const)(
    'lands comments and answers that changed, answers %s the lists',
    async (replies) => {
      await site.set({ replies })
      await sync()
      await site.mutate(
        { op: 'comment', type: 'page', count: 3 },
        { op: 'comment', type: 'comment', count: 4 },
        { op: 'edit', type: 'comment', count: 6 },
      )
      const { comments } = await sync('--streams', 'comments')
      expect(comments).toMatchObject({ strategy: 'incremental', new: 7 })
      await expectTruth(site, shell, config, ['comments'])
      const again = await sync('--streams', 'comments')
      expect(again['comments']).toMatchObject({ landed: 0 })
      if (replies === 'in') expect(again['comments']).toMatchObject({ requests: 2 })
    },
  )

  it('lands attachments that are new or changed', async () => {
    await sync()
    await site.mutate({ op: 'attach', type: 'page', count: 3 }, { op: 'edit', type: 'attachment', count: 2 })
    const { attachments } = await sync('--streams', 'attachments')
    expect(attachments).toMatchObject({ strategy: 'incremental', new: 3, changed: 2 })
    await expectTruth(site, shell, config, ['attachments'])
    expect((await sync('--streams', 'attachments'))['attachments']).toMatchObject({ landed: 0, requests: 2 })
  })
})
