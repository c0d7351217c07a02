import { describe, expect, it } from 'vitest'
import type { Client } from '../../../plugin/api/client.ts'
import { attachments } from '../../../plugin/streams/attachments.ts'
import { comments } from '../../../plugin/streams/comments.ts'
import { SyncError } from '../../../src/contract/errors.ts'
import type { Page, Stream } from '../../../src/contract/stream.ts'
import { collect, contextOf, readAll } from '../../contracts/stream-contract.ts'
import { type Asked, answeringClient, listing, missing } from './answering-client.ts'

const records: Readonly<Record<string, object>> = {
  good: { id: 'good', status: 'current', pageId: '9', version: { number: 1 } },
  poison: { id: 'poison', status: 'current', pageId: '9', version: 'one' },
  trashed: { id: 'trashed', status: 'trashed', version: { number: 1 } },
  draft: { id: 'draft', status: 'draft', version: { number: 1 } },
  historical: { id: 'historical', status: 'historical', version: { number: 1 } },
}

function byId(asked: Asked): unknown {
  if (asked.path.endsWith('/pages')) return listing({ id: '9' })
  const record = records[asked.path.split('/').at(-1) ?? '']
  return record === undefined || asked.path.includes('inline-comments') ? missing(asked) : record
}

async function lookUp(stream: Stream<Client>, ids: readonly string[], answer = byId) {
  const pages: readonly Page<Record<string, unknown>>[] = await collect(
    stream.lookUp(contextOf(answeringClient(answer)), ids),
  )
  return {
    ids: pages.flatMap((page) => page.records.map(({ row }) => row['id'])),
    isolated: pages.flatMap((page) => page.isolated ?? []),
  }
}

describe.each([attachments, comments])('$name by id', (stream) => {
  it('that cannot be read are isolated, each by the id that was asked for', async () => {
    const found = await lookUp(stream, ['good', 'poison', 'nowhere'])
    expect(found.ids).toEqual(['good'])
    expect(found.isolated).toEqual([
      {
        id: 'poison',
        code: 'unreadable_record',
        message: 'the record is not as Confluence promises (version)',
        url: expect.stringMatching(/^https:\/\/acme\.example\/wiki\/api\/v2\/.*\/poison$/),
      },
    ])
  })

  it.each(['trashed', 'draft', 'historical'])('that are %s are gone', async (id) => {
    expect(await lookUp(stream, ['good', id])).toEqual({ ids: ['good'], isolated: [] })
  })

  it('fail when the site does', async () => {
    const failing = lookUp(stream, ['good'], () => {
      throw new SyncError('transient', 'down', { code: 'server_error', status: 503 })
    })
    await expect(failing).rejects.toMatchObject({ kind: 'transient' })
  })
})

describe('attachments by id', () => {
  const withStatus = (status: string | null) => lookUp(attachments, ['1'], () => ({ id: '1', status }))

  it.each(['current', 'archived', null])('land when their status is %s', async (status) => {
    expect((await withStatus(status)).ids).toEqual(['1'])
  })

  it('do not land with a status that is not listed', async () => {
    expect((await withStatus('restricted')).ids).toEqual([])
  })
})

describe('comments', () => {
  it('are read although what they answer cannot be', async () => {
    const reply = { id: '2', status: 'current', parentCommentId: 'poison', version: { number: 1 } }
    const client = answeringClient((asked) => {
      if (asked.path.endsWith('/footer-comments')) return listing(records['poison'], reply)
      return asked.path.endsWith('/inline-comments') ? listing() : byId(asked)
    })
    const pages = await readAll(comments, client)
    expect(pages.flatMap((page) => page.isolated ?? [])).toMatchObject([{ id: 'poison' }])
    expect(pages.flatMap((page) => page.records.map(({ row }) => row))).toMatchObject([
      { id: '2', parentCommentId: 'poison', rootCommentId: 'poison', depth: 1, pageId: '9' },
    ])
  })

  it('that cannot be read when their answers are due are isolated, each once', async () => {
    const root = { id: '1', status: 'current', pageId: '9', version: { number: 1 } }
    const client = answeringClient(({ path, query }) => {
      if (!path.endsWith('/footer-comments')) return listing()
      const isSecond = query['body-format'] === undefined
      return listing(isSecond ? { ...root, version: 'one' } : root, records['poison'])
    })
    const pages = await readAll(comments, client)
    expect(pages.flatMap((page) => page.records.map(({ row }) => row['id']))).toEqual(['1'])
    expect(pages.flatMap((page) => page.isolated ?? [])).toMatchObject([{ id: 'poison' }, { id: '1' }])
  })

  it('are read although their versions cannot be', async () => {
    const edited = { id: '1', status: 'current', version: { number: 2, createdAt: '2026-03-01T12:00:00Z' } }
    const client = answeringClient(({ path }) =>
      listing(...(path.endsWith('/footer-comments') ? [edited] : path.endsWith('/versions') ? ['one'] : [])),
    )
    const rows = (await readAll(comments, client)).flatMap((page) => page.records.map(({ row }) => row))
    expect(rows).toMatchObject([{ id: '1', versionNumber: 2, createdAt: null, authorId: null }])
  })
})
