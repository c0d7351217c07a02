import { z } from 'zod'
import type { Connection, Surroundings } from '../../src/contract/plugin.ts'
import type { Page, ReadContext, Stream } from '../../src/contract/stream.ts'

/** A record of the fake source: what a stream of notes reads. */
export interface Note {
  readonly id: string
  readonly version: number
  readonly at: string
  readonly authorId?: string
}

export interface FakeSource {
  /** Changed by tests between (or during) runs. */
  notes: Note[]
  /** Called before each page of a listing; may throw or change the notes, and the page waits for it. */
  beforePage: (pageNumber: number, signal: AbortSignal) => void | Promise<void>
  pageSize: number
  /** In how many parts a full read goes: the remainders of the ids. */
  parts: number
  isolate: Set<string>
  gap: string | undefined
  lookedUp: string[]
}

export const openFakeSource = (notes: readonly Note[]): FakeSource => ({
  notes: [...notes],
  beforePage: () => {},
  pageSize: 3,
  parts: 2,
  isolate: new Set(),
  gap: undefined,
  lookedUp: [],
})

const row = z.object({
  id: z.string(),
  versionNumber: z.number().int(),
  lastModifiedAt: z.iso.datetime().nullable(),
  authorId: z.string().nullable(),
})

/** A stream over the fake source: two partitions (even and odd ids) in full unless told otherwise, newest first when incremental. */
export function noteStream(source: FakeSource, name = 'notes'): Stream<unknown, typeof row> {
  return {
    name,
    title: 'Notes',
    description: 'Notes of the fake source.',
    row,
    primaryKey: 'id',
    strategies: ['full_refresh', 'incremental'],
    cursorFields: ['lastModifiedAt'],
    versionField: 'versionNumber',
    references: { authorId: 'people' },
    parameters: ['filter'],
    async *partitions({ strategy }) {
      if (strategy === 'incremental') yield {}
      else for (let part = 0; part < source.parts; part += 1) yield { part: String(part) }
    },
    pages: (context) => listing(source, context),
    async *lookUp(_, ids) {
      source.lookedUp.push(...ids)
      yield pageOf(
        source,
        source.notes.filter(({ id }) => ids.includes(id)),
      )
    },
    estimate: async () => source.notes.length,
  }
}

type NoteRow = z.infer<typeof row>

async function* listing(source: FakeSource, context: ReadContext<unknown>): AsyncGenerator<Page<NoteRow>> {
  let after = context.resume ?? ''
  for (let pageNumber = 1; ; pageNumber += 1) {
    await source.beforePage(pageNumber, context.signal)
    const rest = selected(source, context).filter((note) => keyOf(note, context) > after)
    const page = rest.slice(0, source.pageSize)
    const last = page.at(-1)
    if (last === undefined) return
    after = keyOf(last, context)
    const resume = rest.length > page.length ? { resume: after } : {}
    yield { ...pageOf(source, page), ...resume, ...(source.gap === undefined ? {} : { gap: source.gap }) }
  }
}

function selected(source: FakeSource, { strategy, since, partition }: ReadContext<unknown>): readonly Note[] {
  const wanted =
    strategy === 'incremental'
      ? source.notes.filter(({ at }) => since === undefined || Date.parse(at) >= since.getTime())
      : source.notes.filter(({ id }) => Number(id) % source.parts === Number(partition['part']))
  return wanted.toSorted((a, b) => a.id.localeCompare(b.id))
}

const keyOf = (note: Note, _context: ReadContext<unknown>): string => note.id

function pageOf(source: FakeSource, notes: readonly Note[]): Page<NoteRow> {
  const good = notes.filter(({ id }) => !source.isolate.has(id))
  const bad = notes.filter(({ id }) => source.isolate.has(id))
  return {
    records: good.map((note) => ({
      row: {
        id: note.id,
        versionNumber: note.version,
        lastModifiedAt: note.at,
        authorId: note.authorId ?? null,
      },
      raw: note,
    })),
    isolated: bad.map(({ id }) => ({ id, code: 'poison', message: 'it cannot be read' })),
  }
}

const person = z.object({ id: z.string(), known: z.boolean() })

/** A stream that lists Ada and completes itself from the ids that other streams point to. */
export function peopleStream(): Stream<unknown, typeof person> {
  return {
    name: 'people',
    title: 'People',
    description: 'Who wrote notes.',
    row: person,
    primaryKey: 'id',
    strategies: ['full_refresh'],
    dependsOn: ['notes'],
    async *pages({ references }) {
      yield { records: [{ row: { id: 'ada', known: true }, raw: {} }] }
      for await (const ids of references())
        yield { records: ids.map((id) => ({ row: { id, known: false }, raw: { id } })) }
    },
    async *lookUp(_, ids) {
      yield { records: ids.map((id) => ({ row: { id, known: false }, raw: { id } })) }
    },
  }
}

/** A clock that only moves when told, and never waits. */
export function fakeSurroundings(
  start = '2026-03-01T12:00:00.000Z',
): Surroundings & { advance(ms: number): void } {
  let now = Date.parse(start)
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
    async sleep(delayMs) {
      now += delayMs
    },
    random: () => 0.5,
  }
}

/** Nobody is woken before being called off. */
export const sleepForEver: Surroundings['sleep'] = (_, signal) =>
  new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })

/** A clock that only moves when told, in which nobody wakes by himself. */
export const stillSurroundings = () => ({ ...fakeSurroundings(), sleep: sleepForEver })

export const fakeConnection = (
  surroundings: Surroundings,
  site = 'https://site.example',
): Connection<unknown> => ({
  site,
  account: 'ada',
  now: () => new Date(surroundings.now()),
  async confirm() {},
  view: async () => 'everything',
  client: () => ({}),
  async [Symbol.asyncDispose]() {},
})
