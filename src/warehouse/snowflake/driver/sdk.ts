import { devNull } from 'node:os'
import type { Readable } from 'node:stream'
import { failExpiredUploads } from './expired-stage.ts'

/** Snowflake's driver, by the slice of it that is used. */
export interface Driver {
  createConnection(options: DriverOptions): DriverConnection
}

/** https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-options */
export interface DriverOptions {
  readonly account: string
  readonly accessUrl?: string
  readonly authenticator: string
  readonly username?: string
  readonly password?: string
  readonly token?: string
  readonly privateKey?: string
  readonly workloadIdentityProvider?: string
  readonly oauthClientId?: string
  readonly oauthClientSecret?: string
  readonly oauthTokenRequestUrl?: string
  readonly oauthScope?: string
  readonly oauthHttpAllowed?: boolean
  readonly role?: string
  readonly warehouse?: string
  readonly database: string
  readonly schema: string
  readonly application: string
  readonly queryTag: string
  readonly rowMode: 'array'
  readonly fetchAsString: readonly string[]
  readonly representNullAsStringNull: boolean
  readonly jsTreatIntegerAsBigInt: boolean
  readonly clientSessionKeepAlive: boolean
  readonly sfRetryMaxLoginRetries: number
}

export interface DriverConnection {
  connect(done: (error: unknown) => void): void
  execute(request: DriverRequest): DriverStatement
  destroy(done: (error: unknown) => void): void
}

export interface DriverRequest {
  readonly sqlText: string
  readonly binds?: readonly (string | number | boolean | null)[]
  readonly streamResult: boolean
  readonly complete: (error: unknown, statement: DriverStatement) => void
}

export interface DriverColumn {
  getName(): string
  /** Snowflake's own name of the type: `fixed`, `real`, `text`… */
  getType(): string
}

export interface DriverStatement {
  getColumns(): readonly DriverColumn[] | undefined
  streamRows(): Readable
  cancel(done: (error: unknown) => void): void
}

let loaded: Promise<Driver> | undefined

/** Loads the driver, once a process and only when Snowflake is used: it costs half a second and 50 MB. */
export function loadDriver(): Promise<Driver> {
  loaded ??= load()
  return loaded
}

/**
 * Read by the driver and by what it brings along, while they load: no requests to cloud metadata addresses, no
 * telemetry about the connection, no native binary, no warning on the console about the version of Node, and no
 * folder in the user's home for a cache that is never used.
 */
const switches: Readonly<Record<string, string>> = {
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: '1',
  SNOWFLAKE_DISABLE_MINICORE: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  SF_OCSP_RESPONSE_CACHE_DIR: devNull,
}

async function load(): Promise<Driver> {
  Object.assign(process.env, switches)
  failExpiredUploads()
  const { default: driver } = await import('snowflake-sdk')
  driver.configure({
    logLevel: 'OFF',
    additionalLogToConsole: false,
    // Revocation would be asked over plain HTTP on port 80 and fails open: it protects nobody.
    disableOCSPChecks: true,
    // The driver's own fallback evaluates the value as JavaScript.
    jsonColumnVariantParser: (text: string) => text,
  })
  return driver as unknown as Driver
}
