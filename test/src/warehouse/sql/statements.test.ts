import { expect, test } from 'vitest'
import { duckdbDialect } from '../../../../src/warehouse/duckdb/dialect.ts'
import * as define from '../../../../src/warehouse/sql/define.ts'
import * as deleted from '../../../../src/warehouse/sql/deleted.ts'
import * as errors from '../../../../src/warehouse/sql/errors.ts'
import * as landing from '../../../../src/warehouse/sql/land.ts'
import * as leases from '../../../../src/warehouse/sql/leases.ts'
import { keptTables, landedTable } from '../../../../src/warehouse/sql/physical-table.ts'
import { missingReferences } from '../../../../src/warehouse/sql/references.ts'
import * as reset from '../../../../src/warehouse/sql/reset.ts'
import * as runs from '../../../../src/warehouse/sql/runs.ts'
import * as seen from '../../../../src/warehouse/sql/seen.ts'
import * as stage from '../../../../src/warehouse/sql/stage.ts'
import * as state from '../../../../src/warehouse/sql/state.ts'
import type { LoadingPlace, Statement } from '../../../../src/warehouse/sql/statement.ts'
import { at, awkward, items, owners, report } from '../../../contracts/warehouse-tables.ts'

const place: LoadingPlace = {
  dialect: duckdbDialect,
  namespace: ['Data "base"', 'main'],
  staged: { relation: '"_staged"', key: 'id' },
}
const generation = { sync: 'demo', generation: 'g' }
const run = { runId: 'r', at: at(1) }
const occasion = { sync: 'demo', stream: 'order', ...run }
const record = { id: '1', code: 'c', message: 'm', status: 500 }
const change = { sync: 'demo', stream: 'order', sequence: 3, state: { cursor: `it's` }, ...run }

const hold = { sync: 'demo', runId: 'r' }
const terms = { lifetimeMs: 90_000, holder: 'h', oneHolder: false }

const statements: Readonly<Record<string, readonly (Statement | undefined)[]>> = {
  'create schema': [define.createSchema(place)],
  'create table': [define.createTable(place, landedTable(awkward))],
  'create kept tables': keptTables.map((table) => define.createTable(place, table)),
  'add column': landedTable(awkward).columns.map((column) => define.addColumn(place, 'order', column)),
  comments: [
    define.commentTable(place, 'order', `it's`),
    define.commentColumn(place, 'order', 'select', `it's`),
  ],
  staging: [...stage.createStaging(place, awkward), stage.countStaged(place)],
  decide: [
    landing.decide(place, items, 'merge'),
    landing.decide(place, awkward, 'merge'),
    landing.decide(place, items, 'append'),
    landing.countDecided(place),
    landing.countTooMany(place),
  ],
  land: [
    landing.removeChanged(place, awkward),
    landing.insertLanding(place, awkward, { all: false, ...run }),
    landing.insertLanding(place, awkward, { all: true, ...run }),
  ],
  seen: [
    seen.rememberSeen(place, awkward, generation),
    seen.forgetOthers(place, awkward, generation),
    seen.forgetSeen(place, awkward, generation),
    seen.countLive(place, awkward),
    seen.countUnseen(place, awkward, generation),
    seen.unseenAfter(place, awkward, generation, undefined, 250),
    seen.unseenAfter(place, awkward, generation, 'x', 250),
  ],
  deleted: [
    deleted.markDeleted(place, awkward, { ids: ['1'], sparesStaged: false }, run),
    deleted.markDeleted(place, awkward, { ids: ['1', "it's"], sparesStaged: true }, run),
    deleted.removeDeleted(place, awkward, { ids: ['1'], sparesStaged: false }),
    deleted.removeDeleted(place, awkward, { ids: ['1', '2'], sparesStaged: true }),
  ],
  sweep: [seen.markUnseen(place, awkward, generation, run), seen.removeUnseen(place, awkward, generation)],
  references: [
    missingReferences(place, { table: owners, from: [items, items], generation, after: 'x', limit: 9 }),
    missingReferences(place, {
      table: owners,
      from: [items],
      generation: undefined,
      after: undefined,
      limit: 9,
    }),
    missingReferences(place, { table: items, from: [owners], generation, after: undefined, limit: 9 }),
  ],
  state: [
    state.readState(place, 'demo', 'order'),
    state.seedState(place, 'demo', 'order'),
    state.advanceState(place, { ...change, leased: false }),
    state.advanceState(place, { ...change, leased: true }),
    state.touchOthers(place, change),
    state.otherOwners(place, 'demo', ['order', 'items']),
  ],
  leases: [
    leases.takeLease(place, hold, terms),
    leases.takeLease(place, hold, { ...terms, oneHolder: true }),
    leases.liveLease(place, 'demo', terms),
    leases.liveLease(place, 'demo', { ...terms, oneHolder: true }),
    leases.renewLease(place, hold),
    leases.releaseLease(place, hold),
  ],
  errors: [
    errors.repeatError(place, occasion, record),
    errors.repeatError(place, occasion, { code: 'c', message: 'm' }),
    errors.insertError(place, occasion, record),
    errors.resolveLanded(place, occasion),
    errors.resolveEarlier(place, occasion),
    errors.openErrorIds(place, 'demo', 'order'),
  ],
  runs: [
    runs.deleteReport(place, report('1')),
    runs.insertReport(place, report('1')),
    runs.selectReports(place, 'demo', 5),
  ],
  reset: [reset.deleteRows(place, 'order'), reset.forgetStream(place, '_errors', 'demo', 'order')],
}

test.each(Object.entries(statements))('%s', (_, list) => {
  expect(list.map((one) => one && `${one.sql}\n${JSON.stringify(one.values)}`).join('\n\n')).toMatchSnapshot()
})

test.each(Object.values(statements).flat())('as many values as marks in %#', (one) => {
  const marks = one?.sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '').split('?').length ?? 1
  expect(one?.values.length ?? 0).toBe(marks - 1)
})
