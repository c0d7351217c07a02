import type { Behaviour } from '../../contract/report.ts'
import type { Table } from '../../contract/table.ts'
import { type Gone, markDeleted, removeDeleted } from '../sql/deleted.ts'
import * as errors from '../sql/errors.ts'
import { renewLease } from '../sql/leases.ts'
import { appendStaged, countNewest, countUnknown, mergeStaged } from '../sql/merge.ts'
import { missingReferences } from '../sql/references.ts'
import * as seen from '../sql/seen.ts'
import { advanceState, readState, touchOthers } from '../sql/state.ts'
import type { LoadingPlace, Statement } from '../sql/statement.ts'
import * as bootstrap from './bootstrap.ts'
import { at, record, runId } from './planned-example.ts'
import { putStatement } from './put-statement.ts'
import { loadingPlace, type SnowflakeSite } from './site.ts'
import * as staging from './staging.ts'
import { removeLeftovers, uploadPath } from './upload.ts'

export interface PlannedStream {
  readonly table: Table
  readonly behaviour: Behaviour
}

/** What one load of this stream may run; `tables` are those that may point to its rows. */
export function streamStatements(
  site: SnowflakeSite,
  sync: string,
  stream: PlannedStream,
  tables: readonly Table[],
): readonly Statement[] {
  const { table } = stream
  const { place } = site
  return [
    readState(place, sync, table.name),
    errors.openErrorIds(place, sync, table.name),
    bootstrap.seedState(place, sync, table.name),
    removeLeftovers(site, { sync, table }, at),
    ...batch(site, sync, stream),
    bootstrap.lastCommit(place, sync, table.name),
    ...questions(site, sync, table, tables),
    ...(stream.behaviour === 'append' ? [] : sweep(site, sync, stream)),
  ]
}

function batch(site: SnowflakeSite, sync: string, { table, behaviour }: PlannedStream): readonly Statement[] {
  const place = loadingPlace(site, table)
  const generation = { sync, generation: 'example' }
  const path = uploadPath(site, { sync, table, runId }, at, 'example-batch')
  const file = `${table.name}-00001.ndjson.gz`
  const stamp = { runId, at }
  const land = behaviour === 'append' ? appendStaged : mergeStaged
  return [
    putStatement(`/tmp/confluence-sync/${file}`, path),
    staging.createStagingTable(site, table),
    staging.copyInto(site, table, path, [file]),
    bootstrap.begin,
    ...deletions(place, table, behaviour),
    countNewest(place, table, behaviour),
    ...(behaviour === 'append' ? [countUnknown(place, table, behaviour)] : []),
    land(place, table, stamp),
    land(place, table, stamp, generation),
    ...errorStatements(site, sync, table),
    seen.forgetOthers(place, table, generation),
    seen.rememberSeen(place, table, generation),
    ...advance(site, sync, table),
    bootstrap.commit,
    staging.removeFiles(path),
    staging.dropStagingTable(site, table),
  ]
}

/** What the source itself says is gone, with and without rows staged beside it. */
function deletions(place: LoadingPlace, table: Table, behaviour: Behaviour): readonly Statement[] {
  const ways = {
    merge: (gone: Gone) => [markDeleted(place, table, gone, { runId, at })],
    replace: (gone: Gone) => [removeDeleted(place, table, gone)],
    append: () => [],
  }
  return [true, false].flatMap((sparesStaged) => ways[behaviour]({ ids: [record.id], sparesStaged }))
}

function errorStatements(site: SnowflakeSite, sync: string, table: Table): readonly Statement[] {
  const place = loadingPlace(site, table)
  const occasion = { sync, stream: table.name, runId, at }
  return [
    errors.repeatError(place, occasion, record),
    errors.repeatError(place, occasion, { code: record.code, message: record.message }),
    errors.insertError(place, occasion, record),
    errors.resolveGone(place, occasion, record.id),
    errors.resolveLanded(place, occasion),
  ]
}

function questions(
  { place }: SnowflakeSite,
  sync: string,
  table: Table,
  tables: readonly Table[],
): readonly Statement[] {
  const generation = { sync, generation: 'example' }
  const question = { table, from: tables, generation, limit: 1000 }
  const missing = ['example', undefined].map((after) => missingReferences(place, { ...question, after }))
  return [
    seen.countLive(place, table),
    seen.countUnseen(place, table, generation),
    seen.unseenAfter(place, table, generation, undefined, 1000),
    seen.unseenAfter(place, table, generation, 'example', 1000),
    ...missing.filter((one) => one !== undefined),
  ]
}

function sweep(
  { place, ...site }: SnowflakeSite,
  sync: string,
  { table, behaviour }: PlannedStream,
): readonly Statement[] {
  const generation = { sync, generation: 'example' }
  const occasion = { sync, stream: table.name, runId, at }
  const removal =
    behaviour === 'replace'
      ? [seen.countGone(place, table, generation), seen.keepSeen(place, table, generation)]
      : [seen.markUnseen(place, table, generation, { runId, at })]
  return [
    bootstrap.begin,
    ...removal,
    seen.forgetSeen(place, table, generation),
    errors.resolveEarlier(place, occasion),
    ...advance({ place, ...site }, sync, table),
    bootstrap.commit,
  ]
}

/** The others tell what was in the way of the first. */
function advance({ place }: SnowflakeSite, sync: string, table: Table): readonly Statement[] {
  const next = { sync, stream: table.name, runId, sequence: 0, leased: true, state: null, at }
  return [advanceState(place, next), renewLease(place, { sync, runId }), touchOthers(place, next)]
}
