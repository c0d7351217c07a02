import { SyncError } from '../contract/errors.ts'
import type { StreamRecord } from '../contract/stream.ts'
import { metadataColumns, type Table } from '../contract/table.ts'
import { cleanText, mayNeedCleaning } from './clean-text.ts'
import { canonicalJson, rowHash } from './row-hash.ts'
import { keyColumns } from './sql/stage.ts'

export type LandingRecord = StreamRecord<Record<string, unknown>>

export interface StagedLine {
  /** The whole row as one line of JSON, named as the columns. */
  readonly row: string
  /** What decides its fate, as one line of JSON. */
  readonly key: string
}

/** A value on its way into a column, already JSON. */
interface Fragment {
  readonly name: string
  readonly json: string
  readonly isKey: boolean
  readonly isWhole: boolean
}

/** What landed otherwise than it was read. */
interface Changes {
  readonly cleaned?: readonly string[]
  readonly nulled?: readonly { readonly column: string; readonly bytes: number; readonly reason: string }[]
}

/**
 * One record as it is staged. Texts that warehouses refuse are cleaned, numbers that fit no column are nulled, and
 * a line of more than `limitBytes` has its largest values nulled, the largest first; `_meta` tells all of it.
 * Throws SyncError `data` when the key is missing or the line stays too large.
 */
export function stagedLine(
  table: Table,
  record: LandingRecord,
  sequence: number,
  limitBytes: number,
): StagedLine {
  const read = fragmentsOf(table, record)
  const cleaned = read.some(({ json }) => mayNeedCleaning(json)) ? cleanFragments(table, record, read) : read
  const fitting = cleaned.every(fits) ? cleaned : cleaned.map(nulledUnlessFits)
  const shrunk = shrink(table, fitting, limitBytes)
  const meta = metaOf(read, cleaned, fitting, shrunk)
  const raw = shrunk.at(-1)?.json ?? 'null'
  const own = shrunk.slice(0, -1)
  const head = [
    `"${keyColumns.sequence}":${sequence}`,
    `"${metadataColumns.rowHash}":"${rowHash(own.map(({ json }) => json))}"`,
  ]
  const columns = own.map(({ name, json }) => `${JSON.stringify(name)}:${json}`)
  const tail = [`"${metadataColumns.meta}":${meta}`, `"${metadataColumns.raw}":${raw}`]
  return { row: `{${[...head, ...columns, ...tail].join(',')}}\n`, key: keyLine(table, own, head) }
}

function keyLine(table: Table, own: readonly Fragment[], head: readonly string[]): string {
  const jsonOf = (name: string) => own.find((fragment) => fragment.name === name)?.json ?? 'null'
  const key = jsonOf(table.primaryKey.name)
  if (key === 'null' || key === '""') {
    throw new SyncError('data', `A record of ${table.name} has no ${table.primaryKey.name}: report it.`, {
      code: 'key_missing',
    })
  }
  const version = table.version === undefined ? 'null' : jsonOf(table.version.name)
  const fields = [...head, `"${keyColumns.key}":${key}`, `"${keyColumns.version}":${version}`]
  return `{${fields.join(',')}}\n`
}

/** The row's columns in order, then `_raw`. */
function fragmentsOf(table: Table, { row, raw }: LandingRecord): readonly Fragment[] {
  const own = table.columns.map(({ field, name, type }) => ({
    name,
    json: type === 'json' ? canonicalJson(row[field]) : (JSON.stringify(row[field]) ?? 'null'),
    isKey: name === table.primaryKey.name,
    isWhole: type === 'integer',
  }))
  const json = JSON.stringify(raw) ?? 'null'
  return [...own, { name: metadataColumns.raw, json, isKey: false, isWhole: false }]
}

// A whole number that JavaScript holds exactly fits every warehouse's column; no other does for certain.
const fits = ({ isWhole, json }: Fragment): boolean =>
  !isWhole || json === 'null' || Number.isSafeInteger(Number(json))

const nulledUnlessFits = (fragment: Fragment): Fragment =>
  fits(fragment) ? fragment : { ...fragment, json: 'null' }

function cleanFragments(
  table: Table,
  { row, raw }: LandingRecord,
  read: readonly Fragment[],
): readonly Fragment[] {
  const fields = table.columns.map(({ field }) => [field, cleanText(row[field])] as const)
  const clean = fragmentsOf(table, { row: Object.fromEntries(fields), raw: cleanText(raw) })
  return clean.map((fragment, index) =>
    fragment.json === read[index]?.json ? (read[index] ?? fragment) : fragment,
  )
}

function shrink(table: Table, fragments: readonly Fragment[], limitBytes: number): readonly Fragment[] {
  // No UTF-16 unit takes more than three bytes: most lines need no counting.
  if (fragments.reduce((sum, { json }) => sum + json.length * 3, 0) <= limitBytes) return fragments
  const sized = fragments.map((fragment) => ({ fragment, bytes: Buffer.byteLength(fragment.json) }))
  let total = sized.reduce((sum, { bytes }) => sum + bytes, 0)
  const nulled = new Set<Fragment>()
  for (const { fragment, bytes } of sized.toSorted((one, other) => other.bytes - one.bytes)) {
    if (total <= limitBytes) break
    if (fragment.isKey) continue
    nulled.add(fragment)
    total -= bytes
  }
  if (total > limitBytes) throw rowTooLarge(table, limitBytes)
  return fragments.map((fragment) => (nulled.has(fragment) ? { ...fragment, json: 'null' } : fragment))
}

function metaOf(
  read: readonly Fragment[],
  cleaned: readonly Fragment[],
  fitting: readonly Fragment[],
  shrunk: readonly Fragment[],
): string {
  const nulled = [
    ...nulledOf(cleaned, fitting, 'not a whole number that can be kept'),
    ...nulledOf(fitting, shrunk, 'the row is too large'),
  ]
  const changes: Changes = {
    ...some(
      'cleaned',
      differing(read, cleaned).map(({ name }) => name),
    ),
    ...some('nulled', nulled),
  }
  return Object.keys(changes).length === 0 ? 'null' : JSON.stringify(changes)
}

const nulledOf = (before: readonly Fragment[], after: readonly Fragment[], reason: string) =>
  differing(before, after).map(({ name, json }) => ({
    ...{ column: name, bytes: Buffer.byteLength(json), reason },
  }))

function differing(before: readonly Fragment[], after: readonly Fragment[]): readonly Fragment[] {
  return before === after ? [] : before.filter((fragment, index) => fragment.json !== after[index]?.json)
}

function some<Value>(name: string, values: readonly Value[]): Readonly<Record<string, readonly Value[]>> {
  return values.length === 0 ? {} : { [name]: values }
}

function rowTooLarge(table: Table, limitBytes: number): SyncError {
  const message = `A record of ${table.name} is larger than ${limitBytes} bytes even without its texts: report it.`
  return new SyncError('data', message, { code: 'row_too_large' })
}
