import type { Table } from '../../contract/table.ts'
import { defaultLeaseMs } from '../leases.ts'
import { addColumn, commentColumn, commentTable, createTable } from '../sql/define.ts'
import { liveLease, releaseLease, renewLease, takeLease } from '../sql/leases.ts'
import { keptTables, landedTable, type PhysicalTable } from '../sql/physical-table.ts'
import { deleteRows, forgetStream, forgettable } from '../sql/reset.ts'
import { deleteReport, insertReport, selectReports } from '../sql/runs.ts'
import { otherOwners } from '../sql/state.ts'
import type { Statement } from '../sql/statement.ts'
import * as bootstrap from './bootstrap.ts'
import { selectColumns } from './catalog.ts'
import { checkStatements } from './check.ts'
import { exampleReport, runId } from './planned-example.ts'
import { type PlannedStream, streamStatements } from './planned-stream.ts'
import { type SnowflakeNames, type SnowflakeSite, siteOf } from './site.ts'

export interface PlanRequest extends SnowflakeNames {
  readonly sync: string
  readonly streams: readonly PlannedStream[]
}

/**
 * Every statement that a sync of these streams may run, in the order it would: the check, what is made once, one
 * batch and the sweep of each stream, the books and the clean-up. What is bound stands as `?`; runs and files have
 * names for example. Each ends with a semicolon and a line feed. Contacts nobody.
 */
export function plannedStatements(request: PlanRequest): readonly string[] {
  const site = siteOf(request)
  const { sync, streams } = request
  const tables = streams.map(({ table }) => table)
  const all = [
    bootstrap.sessionSettings(),
    ...checkStatements(site, 'EXAMPLE'),
    ...definitions(site, sync, tables),
    ...lease(site, sync),
    ...streams.flatMap((stream) => streamStatements(site, sync, stream, tables)),
    releaseLease(site.place, { sync, runId }),
    ...books(site, sync, tables),
    bootstrap.rollback,
    bootstrap.useSchema(site),
  ]
  return all.map(({ sql }) => `${sql};\n`)
}

function definitions(site: SnowflakeSite, sync: string, tables: readonly Table[]): readonly Statement[] {
  const { place } = site
  const landed = tables.map(landedTable)
  const names = tables.map(({ name }) => name)
  return [
    selectColumns(site),
    bootstrap.createStage(site),
    ...[...keptTables, ...landed].map((table) => createTable(place, table)),
    ...landed.flatMap((table) => widening(site, table)),
    ...(names.length === 0 ? [] : [otherOwners(place, sync, names)]),
  ]
}

/** What a field added later takes, for its last column. */
function widening({ place }: SnowflakeSite, table: PhysicalTable): readonly Statement[] {
  const column = table.columns.at(-1)
  if (column === undefined) return []
  return [
    addColumn(place, table.name, column),
    commentTable(place, table.name, table.comment),
    commentColumn(place, table.name, column.name, column.comment ?? ''),
  ]
}

/** One runner at a time. */
function lease({ place }: SnowflakeSite, sync: string): readonly Statement[] {
  const terms = { lifetimeMs: defaultLeaseMs, holder: runId, oneHolder: false }
  const hold = { sync, runId }
  return [takeLease(place, hold, terms), liveLease(place, sync, terms), renewLease(place, hold)]
}

/** The report of each stream, and what a reset removes. */
function books({ place }: SnowflakeSite, sync: string, tables: readonly Table[]): readonly Statement[] {
  const forgotten = tables.flatMap(({ name }) => [
    deleteRows(place, name),
    ...forgettable.map((kept) => forgetStream(place, kept, sync, name)),
  ])
  return [
    bootstrap.begin,
    deleteReport(place, exampleReport),
    insertReport(place, exampleReport),
    bootstrap.commit,
    selectReports(place, sync, 1),
    bootstrap.begin,
    ...forgotten,
    bootstrap.commit,
  ]
}
