import type { Page, Version } from '../items.ts'
import { type Draw, drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { hugeBody, longBody } from './bodies.ts'
import { createdAtOf, idAt, indexOfId, modifiedAtOf, type Sizes } from './numbers.ts'
import type { Spread } from './spaces.ts'
import type { People } from './users.ts'
import { lastVersion, versionsUpTo } from './versions.ts'
import { nouns, topics } from './words.ts'

export function pageSource(seed: number, sizes: Sizes, people: People, spread: Spread): Source<Page> {
  const draw = drawFrom(seed, 'page')
  const at = (index: number): Page => {
    const authorId = people.author(draw(1, index))
    const createdAt = createdAtOf(draw, index)
    const version = pageVersion(draw, index, authorId, people)
    return {
      kind: 'page',
      id: idAt('page', index),
      status: pageStatus(draw, index),
      title: titleAt(draw, index),
      spaceId: idAt('space', spread.spaceOf(index)),
      ...parentOf(draw, index, spread),
      position: draw(4, index) % 9 === 0 ? null : draw(5, index) % 1_000_000_000,
      authorId,
      ownerId: draw(6, index) % 20 === 0 ? null : authorId,
      lastOwnerId: draw(7, index) % 12 === 0 ? people.author(draw(8, index)) : null,
      ...(draw(9, index) % 33 === 0 ? { subtype: 'live' } : {}),
      // Only pages made from a template say so, and no document knows the field.
      ...(draw(10, index) % 25 === 0 ? { extra: { sourceTemplateEntityId: '1310739' } } : {}),
      createdAt,
      modifiedAt: version.at,
      version,
      body: () => pageBody(draw, index, sizes.pages),
      versions: () => versionsUpTo(version, createdAt, authorId),
    }
  }
  const stampAt = (order: 'created' | 'modified', index: number) =>
    order === 'created' || !isEdited(draw, index) ? createdAtOf(draw, index) : modifiedAtOf(draw, index)
  return { size: sizes.pages, at, stampAt, indexOf: (id) => indexOfId('page', id, sizes.pages) }
}

/** Out of a thousand pages 920 are current, 35 archived, 33 in the trash, 12 deleted. */
function pageStatus(draw: Draw, index: number): string {
  const share = draw(0, index) % 1000
  if (share < 920) return 'current'
  return share < 955 ? 'archived' : share < 988 ? 'trashed' : 'deleted'
}

export function titleAt(draw: Draw, index: number): string {
  return `${pick(nouns, draw(11, index))} ${pick(topics, draw(12, index))} ${index}`
}

function isEdited(draw: Draw, index: number): boolean {
  return draw(13, index) % 5 !== 0
}

function pageVersion(draw: Draw, index: number, authorId: string, people: People): Version {
  if (!isEdited(draw, index)) return lastVersion(1, createdAtOf(draw, index), authorId, draw, index)
  const number = 2 + (draw(14, index) % 12)
  return lastVersion(number, modifiedAtOf(draw, index), people.author(draw(15, index)), draw, index)
}

function pageBody(draw: Draw, index: number, pages: number): string {
  const isHuge = index === Math.floor(pages * 0.37) || index === Math.floor(pages * 0.71)
  return isHuge ? hugeBody(draw, index) : longBody(draw, index)
}

// Under an earlier page of the same space that is still there; else under a folder or at the top.
function parentOf(draw: Draw, index: number, spread: Spread): Pick<Page, 'parentId' | 'parentType'> {
  const blockStart = index - (index % 1000)
  const space = spread.spaceOf(index)
  for (let attempt = 0; attempt < 6 && index > blockStart; attempt++) {
    const candidate = blockStart + (draw(20 + attempt, index) % (index - blockStart))
    const isThere = ['current', 'archived'].includes(pageStatus(draw, candidate))
    if (isThere && spread.spaceOf(candidate) === space) {
      return { parentId: idAt('page', candidate), parentType: 'page' }
    }
  }
  if (draw(26, index) % 4 !== 0) return { parentId: null, parentType: null }
  const type = draw(27, index) % 5 === 0 ? 'whiteboard' : 'folder'
  return { parentId: idAt('folder', index), parentType: type }
}
