import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

// Run in a process whose files may not grow: lands batches until one fails, then tells what is there.
const [path = '', letters = ''] = process.argv.slice(2)
await using warehouse = await openDuckdb({ path })
await warehouse.migrate('demo', [items])
await using load = await openItems(warehouse)
let landed = 0
let failure: unknown
while (failure === undefined && landed < 100) {
  const text = Array.from({ length: Number(letters) }, (_, index) =>
    (index * 7919 * (landed + 3)).toString(36),
  ).join('')
  try {
    await land(load, [item(`${landed}`, 1, text)])
    landed += 1
  } catch (error) {
    failure = error
  }
}
const { rows } = await warehouse.query('select count(*) from items')
const { sequence } = await warehouse.readState('demo', 'items')
process.stdout.write(JSON.stringify({ failure, landed, rows: rows[0]?.[0], sequence }))
