import { z } from 'zod'
import { reissue } from '../cursors.ts'
import { type Answer, type Listing, withNext } from './answer.ts'
import { type Asked, fault, occasion } from './fault.ts'

const nowhere = 'https://elsewhere.invalid'

const mistakes = ['repeated', 'without_cursor', 'foreign', 'missing', 'null'] as const

type Mistake = (typeof mistakes)[number]

const spoiled: Readonly<Record<Mistake, (next: string, asked: string) => string | null | undefined>> = {
  repeated: (next, asked) => changed(next, (query) => query.set('cursor', asked)),
  without_cursor: (next) => changed(next, (query) => query.delete('cursor')),
  foreign: (next) => `${nowhere}${next}`,
  missing: () => undefined,
  null: () => null,
}

const nextLink = fault(
  z.strictObject({ kind: z.literal('next_link'), ...occasion, how: z.enum(mistakes) }),
  ({ how }) => ({
    moment: 'answered',
    suits: (asked, answer) =>
      (how !== 'repeated' || asked.query.has('cursor')) && nextOf(answer) !== undefined,
    strike: ({ query }, answer) =>
      change(answer, (listing, next) =>
        withNext(answer, listing, spoiled[how](next, query.get('cursor') ?? '')),
      ),
  }),
)

const emptyPage = fault(z.strictObject({ kind: z.literal('empty_page'), ...occasion }), () => ({
  moment: 'answered',
  suits: (_, answer) => cursorOf(nextOf(answer)) !== undefined,
  strike: (asked, answer, { struck }) =>
    change(answer, (listing, next) => {
      const nothing = { ...listing, results: [], ...('size' in listing ? { size: 0 } : {}) }
      return withNext(answer, nothing, sameStart(asked, next, struck))
    }),
}))

export const links = [nextLink, emptyPage] as const

function change(answer: Answer, make: (listing: Listing, next: string) => Response): Response | undefined {
  const listing = answer.listing()
  const next = listing?._links?.next
  return listing === undefined || next === undefined ? undefined : make(listing, next)
}

function nextOf(answer: Answer): string | undefined {
  return answer.listing()?._links?.next
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
