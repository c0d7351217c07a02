import type { User } from '../items.ts'
import { drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { names } from './words.ts'

/** The people of the site, and who wrote what. */
export interface People {
  readonly source: Source<User>
  /** An account id; from `size` on nobody's. */
  accountId(index: number): string
  /** The account that a draw falls on: anybody, now and then somebody no endpoint knows. */
  author(draw: number): string
}

type Role = Pick<User, 'status' | 'accountType' | 'isExternalCollaborator'>

const active: Role = { status: 'active', accountType: 'atlassian', isExternalCollaborator: false }
// One in 25 of each; everybody else is active. `closed` accounts were deleted, `inactive` ones deactivated.
const roles = new Map<number, Role>([
  [5, { ...active, status: 'inactive' }],
  [11, { ...active, status: 'closed' }],
  [16, { ...active, isExternalCollaborator: true }],
  [20, { ...active, accountType: 'app' }],
  [23, { ...active, status: 'inactive', isExternalCollaborator: true }],
])
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Adelaide', 'UTC'] as const

export function openPeople(
  seed: number,
  size: number,
  personalSpaceOf: (index: number) => string | null,
): People {
  const draw = drawFrom(seed, 'user')
  const scatter = drawFrom(seed, 'account')(0, 0)
  const strangers = Math.max(3, Math.ceil(size / 100))
  const accountId = (index: number) => accountIdAt(index, scatter)
  const at = (index: number): User => {
    const role = roles.get(index % 25) ?? active
    const name = role.accountType === 'app' ? `Bot ${index}` : `${pick(names, draw(0, index))} ${index}`
    const title =
      role.status === 'inactive' ? `${name} (Unlicensed)` : role.status === 'closed' ? 'Former user' : name
    const email = role.accountType === 'app' || draw(1, index) % 3 === 0 ? '' : `user${index}@example.invalid`
    return {
      kind: 'user',
      id: accountId(index),
      ...role,
      title,
      publicName: title,
      email: role.status === 'closed' ? '' : email,
      timeZone: draw(2, index) % 4 === 0 ? null : pick(zones, draw(3, index)),
      personalSpaceId: personalSpaceOf(index),
      createdAt: 0,
      modifiedAt: Date.UTC(2025, 1, 18) + (draw(4, index) % 86_400_000),
    }
  }
  const indexOf = (id: string) => accountIndex(id, scatter, size)
  const author = (drawn: number) =>
    accountId(drawn % 50 === 0 ? size + ((drawn >>> 8) % strangers) : drawn % size)
  return { source: { size, at, indexOf }, accountId, author }
}

// The index is in the id, multiplied by an odd number, which can be undone modulo 2^32.
const factor = 0x9e3779b1
const inverse = 0x0e8b2f51

function accountIdAt(index: number, scatter: number): string {
  const mixed = (Math.imul(index + 1, factor) ^ scatter) >>> 0
  const first = mixed.toString(16).padStart(8, '0')
  const last = (Math.imul(mixed, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0')
  return `712020:${first}-${last.slice(0, 4)}-4${last.slice(4, 7)}-8abc-${last}${first.slice(0, 4)}`
}

function accountIndex(id: string, scatter: number, size: number): number {
  const mixed = Number.parseInt(id.slice(7, 15), 16)
  const index = (Math.imul((mixed ^ scatter) >>> 0, inverse) >>> 0) - 1
  return index >= 0 && index < size && accountIdAt(index, scatter) === id ? index : -1
}
