import { z } from 'zod'
import { reissue } from '../cursors.ts'
import { type Listing, nextOf, withNext } from './answer.ts'
import { type Asked, fault, isV1, occasion } from './fault.ts'

const nowhere = 'https://elsewhere.invalid'

const mistakes = ['repeated', 'without_cursor', 'foreign', 'missing', 'null'] as const

interface Link {
  readonly to: string | null | undefined
}

// What the next link becomes; undefined: there is none to spoil. Even the last page can name itself as the next.
type Spoil = (asked: Asked, next: string | undefined) => Link | undefined

const spoilers: Readonly<Record<(typeof mistakes)[number], Spoil>> = {
  repeated: (asked) => (asked.query.has('cursor') ? { to: ownLink(asked) } : undefined),
  without_cursor: instead((next) => changed(next, (query) => query.delete('cursor'))),
  foreign: instead((next) => `${nowhere}${next}`),
  missing: instead(() => undefined),
  null: instead(() => null),
}

const nextLink = fault(
  z.strictObject({ kind: z.literal('next_link'), ...occasion, how: z.enum(mistakes) }),
  ({ how }) => {
    const spoil = (asked: Asked, listing: Listing | undefined) =>
      listing && spoilers[how](asked, nextOf(listing))
    return {
      moment: 'answered',
      suits: (asked, answer) => spoil(asked, answer.listing()) !== undefined,
      strike(asked, answer) {
        const listing = answer.listing()
        const link = spoil(asked, listing)
        return listing && link && withNext(answer, listing, link.to)
      },
    }
  },
)

const emptyPage = fault(z.strictObject({ kind: z.literal('empty_page'), ...occasion }), () => ({
  moment: 'answered',
  suits: (_, answer) => cursorOf(nextOf(answer.listing())) !== undefined,
  strike(asked, answer, { struck }) {
    const listing = answer.listing()
    const next = nextOf(listing)
    if (listing === undefined || next === undefined) return undefined
    const nothing = { ...listing, results: [], ...('size' in listing ? { size: 0 } : {}) }
    return withNext(answer, nothing, sameStart(asked, next, struck))
  },
}))

export const links = [nextLink, emptyPage] as const

function instead(make: (next: string) => Link['to']): Spoil {
  return (_, next) => (next === undefined ? undefined : { to: make(next) })
}

// Relative to the context, so in v1 without its `/wiki`.
function ownLink(asked: Asked): string {
  return `${isV1(asked) ? asked.path.replace(/^\/wiki/, '') : asked.path}?${asked.query}`
}

function cursorOf(next: string | undefined): string | undefined {
  return next === undefined ? undefined : (new URL(next, nowhere).searchParams.get('cursor') ?? undefined)
}

// Where the page that is asked for starts, under a cursor that was never given before.
function sameStart({ query }: Asked, next: string, turn: number): string {
  const cursor = reissue(cursorOf(next) ?? '', query.get('cursor') ?? undefined, turn)
  return changed(next, (parameters) => {
    parameters.set('cursor', cursor)
    if (parameters.has('start')) parameters.set('start', query.get('start') ?? '0')
  })
}

function changed(link: string, change: (query: URLSearchParams) => void): string {
  const url = new URL(link, nowhere)
  change(url.searchParams)
  return `${url.pathname}${url.search}`
}
