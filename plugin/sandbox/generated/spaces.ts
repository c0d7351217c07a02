import type { Space } from '../items.ts'
import { drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { createdAtOf, idAt, indexOfId, type Sizes } from './numbers.ts'
import type { People } from './users.ts'
import { nouns } from './words.ts'

/** Which space a page is in. A thousand pages share ten spaces of uneven size. */
export interface Spread {
  spaceOf(pageIndex: number): number
  /** Ascending. */
  pagesOf(spaceIndex: number): Generator<number>
}

const blockPages = 1000
const blockSpaces = 10
// Where each of the ten ends, in pages of a thousand.
const ends = [310, 500, 630, 730, 810, 870, 920, 960, 990, 1000] as const

export function spreadOver(sizes: Sizes): Spread {
  const spaceOf = (page: number) => {
    const block = Math.floor(page / blockPages)
    const turned = ((page % blockPages) * 377 + block * 91) % blockPages
    const wanted = ends.findIndex((end) => turned < end)
    const present = Math.min(blockSpaces, sizes.spaces - block * blockSpaces)
    return block * blockSpaces + (wanted % Math.max(1, present))
  }
  function* pagesOf(space: number) {
    const start = Math.floor(space / blockSpaces) * blockPages
    const end = Math.min(start + blockPages, sizes.pages)
    for (let page = start; page < end; page++) if (spaceOf(page) === space) yield page
  }
  return { spaceOf, pagesOf }
}

/** Every tenth space is somebody's personal one; the second and every 25th after it are archived. */
export function isPersonal(index: number): boolean {
  return index % 10 === 4
}

const types = ['global', 'collaboration', 'global', 'knowledge_base'] as const

export function spaceSource(seed: number, sizes: Sizes, people: People, spread: Spread): Source<Space> {
  const draw = drawFrom(seed, 'space')
  const at = (index: number): Space => {
    const owner = people.accountId(ownerOf(index, sizes))
    const key = keyAt(index, owner)
    const home = spread.pagesOf(index).next().value ?? undefined
    const createdAt = createdAtOf(draw, index)
    return {
      kind: 'space',
      id: idAt('space', index),
      key,
      // A space that was renamed answers under its new alias, its key stays.
      alias: index % 17 === 2 ? `RENAMED${index}` : key,
      title: `${pick(nouns, draw(1, index))} & ${pick(nouns, draw(2, index))} ${index}`,
      type: isPersonal(index) ? 'personal' : pick(types, index),
      status: index % 25 === 1 ? 'archived' : 'current',
      authorId: people.author(draw(3, index)),
      spaceOwnerId: owner,
      homepageId: home === undefined ? null : idAt('page', home),
      description: index % 3 === 0 ? '' : `Everything about ${pick(nouns, draw(1, index))} “${index}”`,
      createdAt,
      modifiedAt: createdAt,
    }
  }
  return { size: sizes.spaces, at, indexOf: (id) => indexOfId('space', id, sizes.spaces) }
}

/** The user who owns a space; a personal one belongs to one user and to nobody else. */
export function ownerOf(index: number, sizes: Sizes): number {
  return index % sizes.users
}

// Keys that start with a digit must be quoted in CQL, personal ones too.
function keyAt(index: number, owner: string): string {
  if (isPersonal(index)) return `~${owner.replaceAll(/[:-]/g, '')}`
  return index % 13 === 3 ? `${index}OPS` : `SPACE${index}`
}
