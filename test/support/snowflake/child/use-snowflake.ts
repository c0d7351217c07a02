import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { connectSnowflake } from '../../../../src/warehouse/snowflake/driver/connect.ts'
import { settingsFor } from '../double.ts'

// A process that uses Snowflake at the given address: tells which hosts it reached for, and whether it loaded the driver.
const hosts = new Set<string>()
const { connect } = Socket.prototype
Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
  const [first] = given.flat()
  hosts.add(typeof first === 'object' && first !== null ? String(Reflect.get(first, 'host')) : String(first))
  return Reflect.apply(connect, this, given)
} as typeof connect

const [, , url = '', file = '', stage = '', privateKey = ''] = process.argv
const open = connectSnowflake(settingsFor(url, { method: 'key_pair', privateKey }))
{
  await using session = await open({ stream: 'pages' })
  await session.run({ sql: 'SELECT 1', values: [] })
  await session.put(file, stage)
  await session.run({ sql: 'SELECT 2', values: [] }).catch(() => undefined)
}
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) =>
  path.includes('snowflake-sdk'),
)
process.stdout.write(JSON.stringify({ hosts: [...hosts], loaded }))
