// Holds a DuckDB file open until it is ended: what another program would do.
import { DuckDBInstance } from '@duckdb/node-api'

const instance = await DuckDBInstance.create(process.argv[2])
const connection = await instance.connect()
await connection.run('create table held (id integer)')
process.send('held')
setInterval(() => connection, 1_000)
