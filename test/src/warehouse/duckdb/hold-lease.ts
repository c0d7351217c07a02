import { openDuckdb } from '../../../../src/warehouse/duckdb/open.ts'
import { item, items, land, openItems } from '../../../contracts/warehouse-tables.ts'

// Run in a process that is to be killed: lands a row under a lease and stays.
const [path = '', temporaryDirectory = ''] = process.argv.slice(2)
const warehouse = await openDuckdb({ path, temporaryDirectory })
await warehouse.migrate('demo', [items])
await warehouse.acquireLease('demo', 'killed')
const load = await openItems(warehouse, { runId: 'killed' })
await land(load, [item('1', 1)])
process.stdout.write('held')
setInterval(() => load, 1_000)
