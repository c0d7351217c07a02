import type { Mode, SiteFacts } from './plan.ts'
import type { Fault, Operation } from './site.ts'

/** What a fault is aimed at in one trial. */
export interface Target {
  /** The routes of the stream. */
  readonly on: string
  /** The ids of the stream's records; first those that an incremental read has to do with. */
  readonly ids: readonly string[]
  readonly spaceIds: SiteFacts['spaceIds']
  readonly pageIds: SiteFacts['pageIds']
  /** What may happen to the stream's records. */
  readonly changes: readonly Operation[]
}

export interface Variant {
  readonly name: string
  /** Only these streams; undefined: all. */
  readonly streams?: readonly string[]
  /** Only these modes; undefined: all. */
  readonly modes?: readonly Mode[]
  /** Settings that the site has from the start, where it matters which. */
  readonly settings?: object
  /** Settings of the site while the faults are on. */
  readonly trouble?: object
  /** Its site has so many pages; small where not said. */
  readonly pages?: number
  /** Read without the streams that this one looks things up in. */
  readonly byItself?: true
  /** It makes pages of its own size. */
  readonly pagesItself?: true
  /** The search by CQL is what it is about. */
  readonly needsClause?: true
  /** Too slow, or too unlike the others, for a mix. */
  readonly alone?: true
  faults(target: Target): readonly Fault[]
}

type Fields = Readonly<Record<string, unknown>>

// From the second request on, so that something has been read before.
export const twice = { after: 1, times: 2 }
export const once = { after: 1, times: 1 }
export const now = { times: 2 }
export const always = { after: 1 }
// The draws of this seed strike the second request, and then one in four.
export const often = { share: 0.3, seed: 7 }

/** Variants of one kind: their names, with the fields that make the difference. */
export const variants =
  (kind: string) =>
  (table: Readonly<Record<string, Fields>>, more: Partial<Variant> = {}): readonly Variant[] =>
    Object.entries(table).map(([name, fields]) => ({
      ...more,
      name,
      faults: ({ on }) => [{ kind, on, ...fields }],
    }))

/** What a record is asked for beside itself, on a site where that takes requests of its own. */
const insides: readonly (Partial<Variant> & { readonly inside: string })[] = [
  {
    inside: '/wiki/api/v2/*-comments/*/children',
    streams: ['comments'],
    // Reads of changes find the answers by a search.
    modes: ['first', 'again'],
    settings: { replies: 'out' },
  },
  { inside: '/wiki/api/v2/labels/*/*', streams: ['labels'] },
]

/** The lists inside of records, in pages of one. */
export const withinRecords =
  (kind: string) =>
  (table: Readonly<Record<string, Fields>>): readonly Variant[] =>
    insides.flatMap(({ inside: on, ...more }) =>
      Object.entries(table).map(([name, fields]) => ({
        ...more,
        name,
        faults: () => [
          { kind, on, ...fields },
          { kind: 'capped', on, most: 1 },
        ],
      })),
    )

/** A permission that disappears: for some requests of the stream, or for the whole site. */
export function lost(kind: string): readonly Variant[] {
  const forGood = kind === 'anonymous' ? {} : { 'at-once': {}, after: { after: 2 } }
  return [...variants(kind)({ ...forGood, 'for-a-moment': once }), everywhere(kind, 3)]
}

export function everywhere(kind: string, after: number): Variant {
  return { name: `everywhere-after-${after}`, faults: () => [{ kind, on: '*', after }] }
}

/** The site has forgotten who asks, and says so when it is asked; signing in is the first time. */
export function stranger(name: string, after: number): Variant {
  const kind = 'anonymous'
  return {
    name,
    faults: ({ on }) => [
      { kind, on, after },
      { kind, on: '/wiki/rest/api/user/current', after: 1 },
    ],
  }
}

/** Records that the site cannot give, whoever asks. */
export function poisoned(name: string, count: number, fields: Fields): Variant {
  return {
    name,
    faults: ({ ids }) => [{ kind: 'server_error', status: 500, ids: ids.slice(0, count), ...fields }],
  }
}

/** What changes while it is read. */
export function changing(name: string, fields: Fields): Variant {
  return { name, faults: ({ on, changes }) => [{ kind: 'mutate', on, operations: changes, ...fields }] }
}

export const typeOf = ([first]: readonly Operation[]): string => first?.type ?? 'page'
