import { expect, it } from 'vitest'
import { comments } from '../../../plugin/streams/comments.ts'
import { collect, contextOf } from '../../contracts/stream-contract.ts'
import { type Asked, answeringClient, listing } from './answering-client.ts'

/** Three pages of footer comments, one edited comment on each. */
function answer({ path, query }: Asked): unknown {
  const at = Number(query['cursor'] ?? 0)
  const next = at === 2 ? {} : { next: `/wiki/api/v2/footer-comments?cursor=${at + 1}` }
  if (path.endsWith('/content/search')) return listing(...[0, 1, 2].map(found))
  if (!path.endsWith('/footer-comments')) return listing()
  if (query['sort'] === '-created-date') return listing({ id: 'plain2' })
  return { results: [comment(`plain${at}`, 1), comment(`edited${at}`, 2)], _links: next }
}

const comment = (id: string, number: number) => ({
  id,
  status: 'current',
  pageId: '9',
  version: { number, createdAt: '2026-02-02T00:00:00.000Z', authorId: 'editor' },
})

const found = (at: number) => ({
  id: `edited${at}`,
  history: { createdDate: `2026-01-0${at + 1}T00:00:00.000Z`, createdBy: { accountId: 'writer' } },
})

it('the origins of edited comments on several pages are asked for together, and each page stays one', async () => {
  const client = answeringClient(answer)
  const pages = await collect(comments.pages({ ...contextOf(client), partition: { kind: 'footer' } }))
  const rows = pages.map(({ records }) => records.map(({ row }) => [row['id'], row['authorId']]))
  expect(rows.slice(0, 3)).toEqual(
    [0, 1, 2].map((at) => [
      [`plain${at}`, 'editor'],
      [`edited${at}`, 'writer'],
    ]),
  )
  expect(client.asked.filter(({ path }) => path.endsWith('/content/search'))).toHaveLength(1)
})
