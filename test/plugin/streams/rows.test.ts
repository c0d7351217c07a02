import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pageItem, pageRow, toPageRow } from '../../../plugin/streams/pages-row.ts'
import { foundPageItem, foundToPageRow } from '../../../plugin/streams/pages-row-v1.ts'
import { instantOf } from '../../../plugin/streams/rows/instants.ts'
import { absolute } from '../../../plugin/streams/rows/links.ts'
import { toUserRow } from '../../../plugin/streams/users-row.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const base = 'https://acme.atlassian.net/wiki'

describe('a page', () => {
  const v2 = toPageRow(pageItem.parse(read('test/fixtures/confluence/page-v2.json')), base, 'DOCS')
  const v1 = foundToPageRow(foundPageItem.parse(read('test/fixtures/confluence/page-v1.json')), base)

  it('is the same row by either API, but for the ancestors that only v1 tells', () => {
    expect(v1).toEqual({ ...v2, depth: 2, ancestorIds: ['98001', '98333'] })
    expect(pageRow.strict().parse(v1)).toEqual(v1)
  })

  it('has the fields of the answer', () => {
    expect(v2).toMatchObject({
      id: '98400',
      spaceKey: 'DOCS',
      authorId: '712020:ada',
      lastModifiedBy: '712020:bob',
      lastModifiedAt: '2026-03-20T08:00:00.000Z',
      versionNumber: 3,
      subtype: null,
      bodyStorage: '<p>Plan</p>',
      webUrl: 'https://acme.atlassian.net/wiki/spaces/DOCS/pages/98400/Release+plan',
    })
  })

  it.each([
    ['v2', () => toPageRow(pageItem.parse({ id: '1' }), base, null)],
    [
      'v1',
      () => foundToPageRow(foundPageItem.parse({ id: '1', version: { by: null }, history: null }), base),
    ],
  ])('of which hardly anything is told is a row all the same (%s)', (_, row) => {
    expect(pageRow.strict().parse(row())).toMatchObject({ id: '1', title: null, authorId: null })
  })
})

const recorded = '../shared/fixtures'

describe.skipIf(!existsSync(join(root, recorded)))('recorded answers, where they are at hand', () => {
  it('of a page', () => {
    const page = foundPageItem.parse(read(`${recorded}/cloud-v1-anonymised/page_response.json`))
    expect(pageRow.strict().parse(foundToPageRow(page, base))).toMatchObject({
      id: '987654321',
      status: 'current',
      title: 'Example Meeting Notes',
      spaceId: '11111111',
      spaceKey: 'PROJ',
      lastModifiedBy: 'user123',
      lastModifiedAt: '2024-01-01T09:00:00.000Z',
      versionNumber: 1,
      minorEdit: false,
      versionMessage: '',
      bodyStorage: expect.stringContaining('Participants'),
    })
  })

  it('of a user', () => {
    const { user } = read(`${recorded}/search-user-result.json`) as { user: Parameters<typeof toUserRow>[0] }
    expect(toUserRow(user, base)).toEqual({
      id: '712020:35e60fbb-d0f3-4c91-b8c1-f2dd1d69462d',
      accountType: 'atlassian',
      accountStatus: null,
      displayName: 'Redacted User',
      publicName: 'Redacted User',
      email: 'redacted@example.invalid',
      timeZone: null,
      isExternalCollaborator: false,
      profilePicture: `${base}/aa-avatar/712020:35e60fbb-d0f3-4c91-b8c1-f2dd1d69462d`,
      personalSpaceId: null,
      webUrl: `${base}/people/712020%3A35e60fbb-d0f3-4c91-b8c1-f2dd1d69462d`,
    })
  })
})

describe('a moment', () => {
  it.each([
    ['2026-03-19T14:23:47.640Z', '2026-03-19T14:23:47.640Z'],
    ['2023-01-01T12:00:00.000+0000', '2023-01-01T12:00:00.000Z'],
    ['2023-01-01T12:00:00.000-0330', '2023-01-01T15:30:00.000Z'],
    ['2023-01-01T12:00:00Z', '2023-01-01T12:00:00.000Z'],
    ['', null],
    [null, null],
    [undefined, null],
    ['yesterday', null],
    ['2026-99-99T99:99:99.999Z', null],
    ['2026-02-30T12:00:00.000Z', null],
    ['2026-02-30T12:00:00+0000', null],
    ['2024-02-29T23:30:00-0100', '2024-03-01T00:30:00.000Z'],
    ['+012026-03-01T12:00:00.000Z', null],
  ])('%s is %s', (given, expected) => {
    expect(instantOf(given)).toBe(expected)
  })
})

describe('a link', () => {
  it.each([
    ['/spaces/A', `${base}/spaces/A`],
    ['/wiki/aa-avatar/x', `${base}/aa-avatar/x`],
    ['https://elsewhere.example/x', 'https://elsewhere.example/x'],
    ['', null],
    [undefined, null],
  ])('%s is %s', (given, expected) => {
    expect(absolute(base, given)).toBe(expected)
  })
})
