import { describe, expect, it } from 'vitest'
import type { Client } from '../../plugin/api/client.ts'
import type { Page, Partition, ReadContext, Stream } from '../../src/contract/stream.ts'

type Row = Record<string, unknown>

export interface StreamContractOptions {
  /** A signed-in client of a site that holds records of the stream, more than one page of them. */
  client(): Promise<Client>
  /** A client of the same site whose answers are all this; it does not wait between attempts. */
  failing(failure: 'unauthorised' | 'busy' | 'broken' | 'malformed'): Promise<Client>
}

/** What the engine relies on, whatever the stream. */
export function streamContract(stream: Stream<Client>, options: StreamContractOptions): void {
  describe(`the stream ${stream.name}`, () => {
    it('gives rows of its own form, each key once, with what was received', async () => {
      const records = (await readAll(stream, await options.client())).flatMap((page) => page.records)
      expect(records.length).toBeGreaterThan(0)
      for (const { row, raw } of records) {
        stream.row.strict().parse(row)
        expect(raw).toBeTypeOf('object')
      }
      const keys = records.map(({ row }) => keyOf(stream, row))
      expect(new Set(keys).size).toBe(keys.length)
    })

    it('goes on from every checkpoint to the same records', async () => {
      const client = await options.client()
      for await (const partition of partitionsOf(stream, client)) {
        const whole = await readPartition(stream, contextOf(client, { partition }))
        const all = keysOf(stream, whole)
        for (const [place, { resume }] of whole.entries()) {
          if (resume === undefined) continue
          const rest = await readPartition(stream, contextOf(client, { partition, resume }))
          const together = new Set([...keysOf(stream, whole.slice(0, place + 1)), ...keysOf(stream, rest)])
          expect(together).toEqual(all)
        }
      }
    })

    it('starts over when a checkpoint is refused', async () => {
      const client = await options.client()
      for await (const partition of partitionsOf(stream, client)) {
        const whole = await readPartition(stream, contextOf(client, { partition }))
        const resume = whole.find((page) => page.resume !== undefined)?.resume
        if (resume === undefined) continue
        const spoilt = resume.replace(/cursor([\\"]+):([\\"]+)/, 'cursor$1:$2spoilt')
        expect(spoilt).not.toBe(resume)
        const again = await readPartition(stream, contextOf(client, { partition, resume: spoilt }))
        expect(keysOf(stream, again)).toEqual(keysOf(stream, whole))
      }
    })

    it('finds records by id, and leaves out those that are not there', async () => {
      const client = await options.client()
      const all = [...keysOf(stream, await readAll(stream, client))].slice(0, 5)
      const pages = await collect(stream.lookUp(contextOf(client), [...all, '999999999999']))
      expect(keysOf(stream, pages)).toEqual(new Set(all))
    })

    it.each([
      ['unauthorised', 'auth'],
      ['busy', 'rate_limited'],
      ['broken', 'transient'],
      ['malformed', 'data'],
    ] as const)('fails when every answer is %s, with the kind %s', async (failure, kind) => {
      const client = await options.failing(failure)
      await expect(readAll(stream, client)).rejects.toMatchObject({ kind })
    })
  })
}

/** Every page of every partition. */
export async function readAll(
  stream: Stream<Client>,
  client: Client,
  more: Partial<ReadContext<Client>> = {},
): Promise<readonly Page<Row>[]> {
  const pages: Page<Row>[] = []
  for await (const partition of partitionsOf(stream, client))
    pages.push(...(await readPartition(stream, contextOf(client, { ...more, partition }))))
  return pages
}

/** What a stream reads with, in full unless told otherwise. */
export function contextOf(client: Client, more: Partial<ReadContext<Client>> = {}): ReadContext<Client> {
  return {
    client,
    strategy: 'full_refresh',
    parameters: {},
    cursorField: undefined,
    since: undefined,
    cursor: undefined,
    lands: () => true,
    isKnown: () => false,
    horizon: new Date(),
    partition: {},
    resume: undefined,
    async *references() {},
    signal: new AbortController().signal,
    ...more,
  }
}

async function* partitionsOf(stream: Stream<Client>, client: Client): AsyncGenerator<Partition> {
  if (stream.partitions === undefined) yield {}
  else yield* stream.partitions(contextOf(client))
}

const readPartition = (stream: Stream<Client>, context: ReadContext<Client>) => collect(stream.pages(context))

export async function collect(pages: AsyncIterable<Page<Row>>): Promise<readonly Page<Row>[]> {
  const all: Page<Row>[] = []
  for await (const page of pages) all.push(page)
  return all
}

const keyOf = (stream: Stream<Client>, row: Row) => String(row[stream.primaryKey])

export const keysOf = (stream: Stream<Client>, pages: readonly Page<Row>[]): ReadonlySet<string> =>
  new Set(pages.flatMap(({ records }) => records.map(({ row }) => keyOf(stream, row))))
