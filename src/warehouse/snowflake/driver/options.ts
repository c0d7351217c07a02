import { credentialsOf } from './credentials.ts'
import type { DriverOptions } from './sdk.ts'
import type { SnowflakeSettings } from './settings.ts'

export type QueryTag = Readonly<Record<string, string>>

// https://docs.snowflake.com/en/sql-reference/parameters#query-tag
const longestTag = 2000

/** A fresh set of options for one connection: the driver writes into what it is given. */
export async function driverOptions(
  settings: SnowflakeSettings,
  tag: QueryTag,
  loginRetries: number,
): Promise<DriverOptions> {
  const { account, role, warehouse, database, schema } = settings
  const accessUrl = accessUrlOf(settings)
  return {
    account,
    ...(accessUrl === undefined ? {} : { accessUrl }),
    ...(await credentialsOf(settings)),
    ...(role === undefined ? {} : { role }),
    ...(warehouse === undefined ? {} : { warehouse }),
    database,
    schema,
    application: 'confluence-sync',
    queryTag: JSON.stringify(tag).slice(0, longestTag),
    rowMode: 'array',
    // Texts, so that a number beyond 2^53 keeps its digits and JSON is not parsed.
    fetchAsString: ['Number', 'JSON', 'Buffer'],
    representNullAsStringNull: false,
    // Also keeps the driver from reporting to Snowflake that such a number was read.
    jsTreatIntegerAsBigInt: true,
    // Between two batches a large site may be read for hours.
    clientSessionKeepAlive: true,
    sfRetryMaxLoginRetries: loginRetries,
  }
}

/** Where the account is reached, without a trailing slash; undefined: at its usual address. */
function accessUrlOf({ accessUrl, auth }: SnowflakeSettings): string | undefined {
  if (accessUrl !== undefined) return accessUrl.replace(/\/+$/, '')
  const inside = process.env['SNOWFLAKE_HOST']
  // https://docs.snowflake.com/en/developer-guide/snowpark-container-services/additional-considerations-services-jobs
  return auth.method === 'container_token' && inside !== undefined ? `https://${inside}` : undefined
}
