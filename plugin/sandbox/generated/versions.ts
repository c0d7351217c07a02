import type { Version } from '../items.ts'
import type { Draw } from '../random.ts'

const messages = ['', '', '', 'Fixed a typo', 'Reverted to v. 1', '更新'] as const

export function lastVersion(
  number: number,
  at: number,
  authorId: string,
  draw: Draw,
  index: number,
): Version {
  const message = number === 1 ? '' : (messages[draw(301, index) % messages.length] ?? '')
  return { number, at, message, minorEdit: number > 1 && draw(302, index) % 6 === 0, authorId }
}

/** Every version up to the last one, spread evenly since the creation; the first is the creation itself. */
export function versionsUpTo(last: Version, createdAt: number, creatorId: string): readonly Version[] {
  const step = last.number === 1 ? 0 : (last.at - createdAt) / (last.number - 1)
  const earlier = Array.from({ length: last.number - 1 }, (_, place) => ({
    number: place + 1,
    at: Math.floor(createdAt + place * step),
    message: '',
    minorEdit: false,
    authorId: creatorId,
  }))
  return [...earlier, last]
}
