import { SyncError } from '../../../contract/errors.ts'
import type { OpenSession, SnowflakeSession } from '../session.ts'
import { within } from './deadline.ts'
import { type FailureContext, translate } from './failures.ts'
import { sessionOver } from './open-session.ts'
import { driverOptions, type QueryTag } from './options.ts'
import { type DriverConnection, type DriverOptions, loadDriver } from './sdk.ts'
import type { SnowflakeSettings } from './settings.ts'
import { defaultLimits, type Limits, realWorld, type World } from './surroundings.ts'

export interface ConnectOptions extends Partial<World> {
  readonly limits?: Partial<Limits>
}

/**
 * How sessions are opened with these settings; contacts nobody until it is asked for one. Each session signs in for
 * itself, with secrets read afresh. Opening throws SyncError `auth` or `config` when Snowflake refuses, `transient`
 * when it cannot be reached within the limit for a login.
 */
export function connectSnowflake(settings: SnowflakeSettings, options: ConnectOptions = {}): OpenSession {
  const { limits: chosen, ...surroundings } = options
  const limits: Limits = { ...defaultLimits, ...chosen }
  const world: World = { ...realWorld, ...surroundings }
  return (tag) => openSession(settings, tag, limits, world)
}

async function openSession(
  settings: SnowflakeSettings,
  tag: QueryTag,
  limits: Limits,
  world: World,
): Promise<SnowflakeSession> {
  const options = await driverOptions(settings, tag, limits.loginRetries)
  const context = contextOf(settings, options)
  const connection = await create(options, context)
  await signIn(connection, context, limits, world)
  return sessionOver(connection, context, limits, world)
}

async function create(options: DriverOptions, context: FailureContext): Promise<DriverConnection> {
  const driver = await loadDriver()
  try {
    return driver.createConnection(options)
  } catch (error) {
    throw translate(error, context)
  }
}

async function signIn(
  connection: DriverConnection,
  context: FailureContext,
  limits: Limits,
  world: World,
): Promise<void> {
  const signedIn = new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  try {
    await within(signedIn, { ...world, limitMs: limits.loginMs, expired: () => loginTimedOut(context) })
  } catch (error) {
    // Not waited for: a login that is answered after all is signed off then.
    connection.destroy(() => undefined)
    throw translate(error, context)
  }
}

function contextOf(settings: SnowflakeSettings, options: DriverOptions): FailureContext {
  const { oauthTokenRequestUrl: tokenUrl } = options
  const context = { settings, host: hostOf(options) }
  return tokenUrl === undefined ? context : { ...context, tokenHost: new URL(tokenUrl).host }
}

function hostOf({ account, accessUrl }: DriverOptions): string {
  return accessUrl === undefined ? `${account}.snowflakecomputing.com` : new URL(accessUrl).host
}

function loginTimedOut({ host }: FailureContext): SyncError {
  return new SyncError(
    'transient',
    `${host} did not answer in time: check the account, the network, the firewall and the proxy, then run again.`,
    { code: 'timed_out' },
  )
}
