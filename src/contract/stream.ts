import type { z } from 'zod'

export type SyncStrategy = 'full_refresh' | 'incremental'

/** A row's own field names, as the row's zod object declares them. */
export type FieldOf<Row extends z.ZodObject> = Extract<keyof z.infer<Row>, string>

/** One record in both its forms: the row that lands and the source's answer it was made from. */
export interface StreamRecord<Row> {
  readonly row: Row
  /** The record as received, landed untouched in `_raw`; what the boundary ledger tells versions by. */
  readonly raw: unknown
}

/** A record that could not become a row, or whose request failed for good. Reported, never dropped silently. */
export interface IsolatedRecord {
  /** The record's primary key, where it is known; such a record is asked for again first in the next run. */
  readonly id?: string
  readonly code: string
  readonly message: string
  readonly url?: string
  readonly status?: number
  readonly requestId?: string
  readonly attempts?: number
}

/** The unit of reading. Once `records` are committed, `resume` is safe to store. */
export interface Page<Row> {
  /** Whoever lands them takes them out of the page. */
  readonly records: readonly StreamRecord<Row>[]
  readonly isolated?: readonly IsolatedRecord[]
  /** Ids that the source itself says are gone (in the trash, say). Records of the same read with these ids win. */
  readonly deleted?: readonly string[]
  /** How many records the stream left out because `context.isKnown` knew them. */
  readonly known?: number
  /** Children that vanished between listing and reading (404): nothing to land, counted. */
  readonly skipped?: number
  /** Opaque: given back as `context.resume`, reading goes on right after this page. Absent: cannot resume here. */
  readonly resume?: string
  /** Why this listing cannot be called complete (a cap, a truncation). Forbids the sweep. */
  readonly gap?: string
}

/** One part of a stream that is read apart from the others, with its own resume token. Values are small. */
export type Partition = Readonly<Record<string, string>>

/** What a stream may use while it reads. */
export interface ReadContext<Client> {
  readonly client: Client
  readonly strategy: SyncStrategy
  /** The sync's parameters, validated by the plugin's own form. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The row field that carries the update stamp of an incremental read. */
  readonly cursorField: string | undefined
  /** Incremental: everything stamped at or after this instant must be in the pages; more may be. */
  readonly since: Date | undefined
  /** Incremental: up to here everything had landed; the read starts an overlap before it. */
  readonly cursor: Date | undefined
  /**
   * Whether the sync lands this field of the row. What is only there for fields that do not land need not be asked for;
   * such a field may hold anything.
   */
  lands(field: string): boolean
  /** Whether an earlier read landed this very record (as received): it need not be read any further. */
  isKnown(id: string, raw: unknown): boolean
  /** The site's clock when the read began. */
  readonly horizon: Date
  readonly partition: Partition
  /** Where an interrupted read of this partition goes on; undefined: from its start. */
  readonly resume: string | undefined
  /**
   * Ids that landed rows of other streams point to (see `Stream.references`) and this read has not landed,
   * each once. To be asked for only after the stream's own listing has been yielded, and not in one of several partitions.
   */
  references(): AsyncIterable<readonly string[]>
  readonly signal: AbortSignal
}

/** What a read of a stream comes to, as far as a request or two can tell. Numbers are for people: nothing relies on them. */
export interface StreamForecast {
  /** Records that would land: all of them in a full read, else those that earlier reads have not landed. */
  readonly rows?: number
  /** Requests that the read takes, those that look for deletions by id left out. */
  readonly requests?: number
  /** How `requests` comes about: one clause, for people. */
  readonly how: string
  /** How many of these requests are under way at the same time. */
  readonly atOnce: number
  /** The query in the source's own language, letter for letter as the read would send it first; absent where there is none. */
  readonly query?: string
  /** What has to be known to understand the query, the zone of its dates say: one clause, for people. */
  readonly queryNote?: string
}

/** One readable collection, one table. A value, not a class: what to read and what a row is. */
export interface Stream<Client = unknown, Row extends z.ZodObject = z.ZodObject> {
  /** snake_case; also the table's name. */
  readonly name: string
  readonly title: string
  readonly description: string
  /** Fields are camelCase as the API names them; columns follow by one function. */
  readonly row: Row
  readonly primaryKey: FieldOf<Row>
  readonly strategies: readonly SyncStrategy[]
  /** Update stamps an incremental read may go by, the default first. */
  readonly cursorFields?: readonly FieldOf<Row>[]
  /** A number that grows with every change of the record: the newest version wins. */
  readonly versionField?: FieldOf<Row>
  /** Fields of this row that hold ids of another stream's rows. */
  readonly references?: Readonly<Partial<Record<FieldOf<Row>, string>>>
  /** Where the record as received holds the very text of a field: `_raw` does without it, so that it lands once. */
  readonly rawPaths?: Readonly<Partial<Record<FieldOf<Row>, readonly string[]>>>
  /**
   * That a record answers by its id while no listing carries it is nothing unusual here: it stays, and says
   * nothing against the listing.
   */
  readonly answersUnlisted?: true
  /** Streams to be read before this one when both are selected. */
  readonly dependsOn?: readonly string[]
  /** The parameters that change what this stream lists: another value starts a new full read. */
  readonly parameters?: readonly string[]
  /**
   * The parts to read, a few, some of them at the same time. Absent: one part, the whole stream. Must be the same for
   * the whole read.
   */
  partitions?(context: ReadContext<Client>): AsyncIterable<Partition>
  /** Yields every record of the partition; returning normally says that the listing ended by itself. */
  pages(context: ReadContext<Client>): AsyncIterable<Page<z.infer<Row>>>
  /**
   * Asks for records by id, outside any listing. An id that is not in the answer is not there (any more);
   * a failure throws. At most a few thousand ids a call.
   */
  lookUp(context: ReadContext<Client>, ids: readonly string[]): AsyncIterable<Page<z.infer<Row>>>
  /** How many records a full read will list, where one cheap request can tell; for progress only. */
  estimate?(context: ReadContext<Client>): Promise<number | undefined>
  /**
   * What reading with this context would come to. Asks at most two requests, one after the other, whatever the size
   * of the source; `landed` is how many live rows the table holds, where it is known.
   */
  forecast?(context: ReadContext<Client>, landed: number | undefined): Promise<StreamForecast>
}
