import { expect, it } from 'vitest'
import { pagesContent } from '../../../plugin/streams/pages-content.ts'
import { bodyTextOf } from '../../../plugin/streams/rows/body-text.ts'
import { readAll } from '../../contracts/stream-contract.ts'
import { answeringClient, listing } from './answering-client.ts'

const page = (id: string, value: string | undefined) => ({
  ...{ id, title: id, status: 'current', spaceId: '7', version: { number: 1 } },
  ...(value === undefined ? {} : { body: { storage: { value } } }),
})

it('every page has the text of its own body, whether their bodies are long or short', async () => {
  const bodies = {
    1: '<p>one</p>'.repeat(30_000),
    2: undefined,
    3: '',
    4: '<p>two words</p>',
  } as const
  const client = answeringClient(() =>
    listing(...Object.entries(bodies).map(([id, value]) => page(id, value))),
  )
  const pages = await readAll(pagesContent, client)
  expect(pages.flatMap(({ records }) => records.map(({ row }) => row))).toMatchObject(
    Object.entries(bodies).map(([id, body]) => ({
      id,
      bodyStorage: body ?? null,
      ...bodyTextOf(body ?? null),
    })),
  )
})

it('no text is made where nothing of it lands', async () => {
  const client = answeringClient(() => listing(page('1', '<p>one</p>')))
  const lands = (field: string) => field === 'bodyStorage'
  const [first] = await readAll(pagesContent, client, { lands })
  expect(first?.records[0]?.row).toMatchObject({ bodyStorage: '<p>one</p>', bodyText: null, bodyHash: null })
})
