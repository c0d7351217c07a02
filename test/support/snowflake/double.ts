import type {
  SnowflakeAuthentication,
  SnowflakeSettings,
} from '../../../src/warehouse/snowflake/driver/settings.ts'
import { known } from './credentials.ts'
import { type FakeEngine, openFakeEngine } from './fake-engine.ts'
import type { Fault } from './faults.ts'
import { openSnowflakeServer, type SnowflakeServer } from './server.ts'
import type { SqlAnswer } from './sql-engine.ts'

export const stage = '@"CONFLUENCE"."RAW_STG"."SYNC_STAGE"/demo/pages/run-1/'

/** The settings that reach the double. */
export function settingsFor(
  url: string,
  auth: SnowflakeAuthentication = { method: 'password', password: known.password },
): SnowflakeSettings {
  return {
    type: 'snowflake',
    account: known.account,
    user: known.user,
    auth,
    role: 'SYNC_ROLE',
    warehouse: 'SYNC_WH',
    database: 'CONFLUENCE',
    schema: 'RAW',
    stagingSchema: 'RAW_STG',
    accessUrl: url,
  }
}

/** A double that knows a few statements by heart. */
export interface SmallDouble extends AsyncDisposable {
  readonly engine: FakeEngine
  readonly server: SnowflakeServer
}

export async function openSmallDouble(
  answers: Readonly<Record<string, SqlAnswer>> = {},
  faults: readonly Fault[] = [],
): Promise<SmallDouble> {
  const engine = await openFakeEngine({ 'SELECT 1': one, BEGIN: done, COMMIT: done, ...answers })
  const server = await openSnowflakeServer({ engine, faults })
  return {
    engine,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
    },
  }
}

const one: SqlAnswer = { kind: 'select', columns: [{ name: '1', type: 'fixed' }], rows: [['1']] }

export const done: SqlAnswer = {
  kind: 'other',
  columns: [{ name: 'status', type: 'text' }],
  rows: [['Statement executed successfully.']],
}
