import { describe, expect, it } from 'vitest'
import { generateSite } from '../../../plugin/sandbox/generated/site.ts'
import type { Content, Item } from '../../../plugin/sandbox/items.ts'
import { kinds } from '../../../plugin/sandbox/items.ts'
import type { Source } from '../../../plugin/sandbox/source.ts'

const end = Date.UTC(2026, 10, 1)

function all<One extends Item>(source: Source<One>): One[] {
  return Array.from({ length: source.size }, (_, index) => source.at(index))
}

function plain(item: Item): unknown {
  return 'body' in item ? { ...item, body: item.body(), versions: item.versions() } : item
}

describe('a generated site', () => {
  const site = generateSite(2000, 1)

  it.each(kinds)('is the same twice: %s', (kind) => {
    const again = generateSite(2000, 1)
    expect(all<Item>(again.sources[kind]).map(plain)).toEqual(all<Item>(site.sources[kind]).map(plain))
  })

  it('is another one with another seed', () => {
    const other = generateSite(2000, 2)
    const titles = (content: typeof site) => all(content.sources.page).map(({ title }) => title)
    expect(titles(other)).not.toEqual(titles(site))
  })

  it.each(kinds)('finds every %s by its id', (kind) => {
    const source: Source<Item> = site.sources[kind]
    for (let index = 0; index < source.size; index++) expect(source.indexOf(source.at(index).id)).toBe(index)
    for (const wrong of ['', 'x', '0', '1', '99999999999', 'att65536', '712020:ffff'])
      expect(source.indexOf(wrong)).toBe(-1)
  })

  it('gives no id twice', () => {
    const ids = kinds.flatMap((kind) => all<Item>(site.sources[kind]).map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(['page', 'blogpost', 'comment', 'attachment'] as const)(
    'has stamps that make sense: %s',
    (kind) => {
      const source: Source<Content & Item> = site.sources[kind]
      for (let index = 0; index < source.size; index++) {
        const item = source.at(index)
        expect(item.createdAt).toBeLessThanOrEqual(item.modifiedAt)
        expect(item.modifiedAt).toBeLessThan(end)
        expect(item.version.number > 1).toBe(item.modifiedAt > item.createdAt)
        expect(item.modifiedAt).toBe(source.stampAt?.('modified', index))
        expect(item.createdAt).toBe(source.stampAt?.('created', index))
        expect(item.versions().at(-1)).toEqual(item.version)
        expect(item.versions()).toHaveLength(item.version.number)
      }
    },
  )

  it('has pages edited in the same minute and in the same millisecond, and ids that are not in time order', () => {
    const pages = all(site.sources.page)
    const stamps = pages.map(({ modifiedAt }) => modifiedAt)
    expect(new Set(stamps).size).toBeLessThan(stamps.length)
    expect(stamps.toSorted((left, right) => left - right)).not.toEqual(stamps)
  })

  it('has what real sites have', () => {
    const pages = all(site.sources.page)
    const share = (status: string) => pages.filter((page) => page.status === status).length / pages.length
    expect(share('current')).toBeCloseTo(0.92, 1)
    for (const status of ['archived', 'trashed', 'deleted']) expect(share(status)).toBeGreaterThan(0)
    expect(new Set(pages.map(({ parentType }) => parentType))).toEqual(
      new Set(['page', 'folder', 'whiteboard', null]),
    )
    expect(pages.some(({ subtype }) => subtype === 'live')).toBe(true)
    const sizes = pages.map((page) => page.body().length).sort((left, right) => left - right)
    expect(sizes[0]).toBe(0)
    expect(sizes.at(-1)).toBeGreaterThan(200_000)
    expect(sizes.at(-3)).toBeLessThan(40_000)
    const spaces = all(site.sources.space)
    expect(new Set(spaces.map(({ type }) => type))).toEqual(
      new Set(['global', 'collaboration', 'knowledge_base', 'personal']),
    )
    expect(spaces.some(({ key, alias }) => key !== alias)).toBe(true)
    expect(spaces.some(({ key }) => /^\d/.test(key)) && spaces.some(({ key }) => key.startsWith('~'))).toBe(
      true,
    )
    expect(new Set(all(site.sources.label).map(({ prefix }) => prefix))).toEqual(
      new Set(['global', 'my', 'team', 'system']),
    )
    expect(new Set(all(site.sources.user).map(({ status }) => status))).toEqual(
      new Set(['active', 'inactive', 'closed']),
    )
  })

  it('has threads down to the sixth reply, on pages, blog posts and attachments', () => {
    const comments = all(site.sources.comment)
    const byId = new Map(comments.map((comment) => [comment.id, comment]))
    const depth = (id: string | undefined): number =>
      id === undefined ? -1 : 1 + depth(byId.get(id)?.parentCommentId)
    expect(Math.max(...comments.map(({ id }) => depth(id)))).toBe(6)
    expect(new Set(comments.map(({ container }) => container.kind))).toEqual(
      new Set(['page', 'blogpost', 'attachment']),
    )
    expect(new Set(comments.map(({ resolution }) => resolution))).toEqual(
      new Set(['open', 'resolved', 'reopened', 'dangling']),
    )
    for (const { container, parentCommentId, location } of comments) {
      const parent = byId.get(parentCommentId ?? '')
      if (parent !== undefined) expect([parent.container, parent.location]).toEqual([container, location])
      expect(site.sources[container.kind].indexOf(container.id)).toBeGreaterThanOrEqual(0)
    }
  })

  it.each([0, 1, 7, 23, 999, 1001])('holds together with %i pages', (pages) => {
    const small = generateSite(pages, 3)
    for (const kind of ['comment', 'attachment'] as const) {
      for (const item of all<Item & { container: { kind: 'page' | 'blogpost' | 'attachment'; id: string } }>(
        small.sources[kind],
      )) {
        expect(small.sources[item.container.kind].indexOf(item.container.id)).toBeGreaterThanOrEqual(0)
      }
    }
    for (const page of [...all(small.sources.page), ...all(small.sources.blogpost)]) {
      expect(small.sources.space.indexOf(page.spaceId)).toBeGreaterThanOrEqual(0)
    }
  })
})
