import { expect, it } from 'vitest'
import { pageOf } from '../../../plugin/streams/rows/page-of.ts'

it('a page of a stream takes the records over from the page of the listing', () => {
  const items = [{ item: { id: '1' }, raw: { id: '1', more: true } }]
  const listed = { items, ids: ['1'], isolated: [], base: 'https://acme.example/wiki', resume: undefined }
  const page = pageOf(listed, ({ id }, base) => ({ id, webUrl: `${base}/${id}` }))
  expect(page.records).toEqual([
    { row: { id: '1', webUrl: 'https://acme.example/wiki/1' }, raw: { id: '1', more: true } },
  ])
  expect(items).toEqual([])
})
