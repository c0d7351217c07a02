import { expect, test } from 'vitest'
import type { Behaviour } from '../../../../src/contract/report.ts'
import { grantScript } from '../../../../src/warehouse/snowflake/grant-script.ts'
import { plannedStatements } from '../../../../src/warehouse/snowflake/planned.ts'
import { awkward, items, owners } from '../../../contracts/warehouse-tables.ts'
import { piecesOf, shapeOf } from '../../../support/snowflake/shape.ts'
import { actionOf } from '../../../support/snowflake/statements.ts'

const names = { database: 'Data "base"', schema: 'raw', stagingSchema: 'raw_stg' }
const plan = (behaviour: Behaviour) =>
  plannedStatements({
    ...names,
    sync: "it's a sync",
    streams: [items, owners, awkward].map((table) => ({ table, behaviour })),
  })

test.each(['merge', 'append', 'replace'] as const)('everything a sync runs with %s', (behaviour) => {
  expect(plan(behaviour).join('\n')).toMatchSnapshot()
})

test('each statement is one that the engine knows, ends as it should and names nothing in lower case', () => {
  for (const statement of (['merge', 'append', 'replace'] as const).flatMap(plan)) {
    expect(statement.endsWith(';\n')).toBe(true)
    const pieces = piecesOf(statement.slice(0, -2))
    expect(pieces.some(({ text }) => text === ';')).toBe(false)
    const shape = shapeOf(pieces)
    const known = statement.startsWith('PUT ') || actionOf(shape) !== undefined
    expect(known, `${statement}${shape}`).toBe(true)
  }
})

test('the grants an administrator runs first', () => {
  expect(grantScript({ ...names, warehouse: 'sync_wh', publicKey: 'MIIBIj' })).toMatchSnapshot()
})
