import { z } from 'zod'

const listing = z.looseObject({
  results: z.array(z.unknown()),
  _links: z.looseObject({ next: z.string().nullish() }).optional(),
})

export type Listing = z.infer<typeof listing>

/** What the site answered, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Undefined: one record, or no records. */
  listing(): Listing | undefined
  /** Undefined: another fault has broken it. */
  json(): unknown
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.clone().text()
  const json = once(() => parseJson(text))
  const { status, headers } = response
  return { status, headers, text, json, listing: once(() => listing.safeParse(json()).data) }
}

function written(body: object): string | undefined {
  try {
    return JSON.stringify(body)
  } catch {
    return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

/** The same answer with another body. */
export function withBody({ status, headers }: Answer, body: Body, changes: object = {}): Response {
  const kept = new Headers(headers)
  kept.delete('content-length')
  for (const [name, value] of Object.entries(changes)) kept.set(name, String(value))
  return new Response(body, { status, headers: kept })
}

const nextRelation = /<[^>]*>;\s*rel="next"(,\s*)?/

/** The next link; undefined: there is none. */
export function nextOf(listing: Listing | undefined): string | undefined {
  return listing?._links?.next ?? undefined
}

/**
 * The same listing with another next link, in the body and in the header; undefined takes it away. One that another
 * fault has nested too deep to be written again keeps its own.
 */
export function withNext(answer: Answer, listing: Listing, next: string | null | undefined): Response {
  const { next: _, ...links } = listing._links ?? {}
  const body = { ...listing, _links: next === undefined ? links : { next, ...links } }
  const rest = answer.headers.get('link')?.replace(nextRelation, '')
  const link = typeof next === 'string' && rest !== undefined ? `<${next}>; rel="next", ${rest}` : rest
  return withBody(answer, written(body) ?? answer.text, link === undefined ? {} : { link })
}

const named = z.object({
  id: z.string().optional(),
  accountId: z.string().optional(),
  content: z.object({ id: z.string() }).optional(),
  user: z.object({ accountId: z.string() }).optional(),
})

/** The ids of the records that it carries: one, a listing's, or what a search found. */
export function idsIn(answer: Answer): readonly string[] {
  const records = answer.listing()?.results ?? [answer.json()]
  return records.flatMap((record) => {
    const { data } = named.safeParse(record)
    return [data?.id, data?.accountId, data?.content?.id, data?.user?.accountId].filter(
      (id) => id !== undefined,
    )
  })
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => {
    made ??= { result: make() }
    return made.result
  }
}
