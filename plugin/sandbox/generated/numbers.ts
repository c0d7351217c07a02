import type { Draw } from '../random.ts'
import { fraction } from '../random.ts'

/** How many records of each kind a site of so many pages has. */
export interface Sizes {
  readonly pages: number
  readonly blogPosts: number
  readonly comments: number
  readonly attachments: number
  readonly spaces: number
  readonly labels: number
  readonly users: number
}

/**
 * Records that belong together are neighbours by index: so many pages share so many blog posts, attachments
 * and comments. That is what makes "the comments of this page" a look at 30 slots and not at the site.
 */
export const perGroup = { page: 20, blogpost: 2, attachment: 14, comment: 30 } as const

export function sizesFor(pages: number): Sizes {
  return {
    pages,
    blogPosts: Math.ceil(pages / 10),
    comments: Math.floor(pages * 1.5),
    attachments: Math.floor(pages * 0.7),
    spaces: Math.max(5, Math.ceil(pages / 100)),
    labels: Math.max(20, Math.ceil(pages / 20)),
    users: Math.max(25, Math.ceil(pages / 10)),
  }
}

const codes = { page: 1, blogpost: 2, comment: 3, attachment: 4, space: 5, label: 6, folder: 7 } as const
const firstNumber = 65_536
const stride = 64

export type NumberedKind = keyof typeof codes

/** Ids ascend with the index, with gaps, and no two kinds share one. */
export function idAt(kind: NumberedKind, index: number): string {
  const number = firstNumber + index * stride + codes[kind] * 8 + gap(index)
  return kind === 'attachment' ? `att${number}` : String(number)
}

/** -1: no record of this kind below `size` has this id. */
export function indexOfId(kind: NumberedKind, id: string, size: number): number {
  const number = Number(kind === 'attachment' ? id.replace(/^att/, '') : id)
  const index = Math.floor((number - firstNumber) / stride)
  return index >= 0 && index < size && idAt(kind, index) === id ? index : -1
}

export function firstFreeId(sizes: Sizes): number {
  return firstNumber + (Math.max(...Object.values(sizes)) + 1) * stride
}

function gap(index: number): number {
  return Math.imul(index, 0x9e3779b1) >>> 29
}

const firstInstant = Date.UTC(2019, 0, 7)
const lastInstant = Date.UTC(2026, 10, 1)
const minute = 60_000
const bulkEdits = Array.from({ length: 12 }, (_, month) =>
  Date.UTC(2026, month % 10, 3 + month, 14, 7, 9, 123),
)

/** A reply comes after what it answers, within the half hour that creation times leave to the end. */
export const repliedAt = (rootAt: number, after: number): number => rootAt + after * minute

/** Creation times are spread over the years without regard to the index: ids are not in time order. */
export function createdAtOf(draw: Draw, index: number): number {
  const spread = fraction(draw(101, index))
  const instant = Math.floor(firstInstant + spread * (lastInstant - firstInstant - 30 * minute))
  return draw(102, index) % 16 === 0 ? instant - (instant % minute) : instant
}

/**
 * The last edit of a record with several versions: most in the weeks after the creation, some just now,
 * several in the same minute or, as after a bulk edit, in the same millisecond.
 */
export function modifiedAtOf(draw: Draw, index: number, createdAt = createdAtOf(draw, index)): number {
  const bulk = bulkEdits[draw(103, index) % bulkEdits.length] ?? 0
  if (draw(104, index) % 40 === 0 && bulk > createdAt) return bulk
  const spread = fraction(draw(105, index)) ** 2
  const instant = Math.floor(createdAt + 1 + spread * (lastInstant - createdAt - 2))
  const floored = instant - (instant % minute) + (draw(106, index) % 3)
  return draw(107, index) % 8 === 0 && floored > createdAt ? floored : instant
}
