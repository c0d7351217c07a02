import { expect, test } from 'vitest'
import { validate } from '../../../../../src/explain.ts'
import { snowflakeSettings, warningsOf } from '../../../../../src/warehouse/snowflake/driver/settings.ts'

const place = { database: 'CONFLUENCE', schema: 'RAW', stagingSchema: 'RAW_STG' }
const token = { method: 'oauth_token', token: 'x' }
const whole = { type: 'snowflake', account: 'myorg-myaccount', user: 'U', auth: token, ...place }

test('the least that is needed', () => {
  const { user: _, ...rest } = whole
  expect(validate(snowflakeSettings, rest, 'warehouse')).toEqual(rest)
})

test.each([
  ['https://tenant.privatelink.snowflakecomputing.com'],
  ['http://127.0.0.1:8080'],
  ['http://localhost'],
  ['http://[::1]:8080'],
])('%s may be the address', (accessUrl) => {
  expect(validate(snowflakeSettings, { ...whole, accessUrl }, 'warehouse')).toMatchObject({ accessUrl })
})

test('what is not said has its usual value', () => {
  const container = { ...whole, auth: { method: 'container_token' } }
  expect(validate(snowflakeSettings, container, 'warehouse').auth).toEqual({
    method: 'container_token',
    tokenFile: '/snowflake/session/token',
  })
  const workload = { ...whole, auth: { method: 'workload_identity', token: 'x' } }
  expect(validate(snowflakeSettings, workload, 'warehouse').auth).toMatchObject({ provider: 'OIDC' })
})

test.each([
  [
    { account: 'https://myorg-myaccount.snowflakecomputing.com' },
    /"warehouse.account" is not valid: write the account identifier alone/,
  ],
  [{ account: 'myorg-myaccount.snowflakecomputing.com' }, /leave \.snowflakecomputing\.com away/],
  [
    { accessUrl: 'http://example.com' },
    /"warehouse.accessUrl" is not valid: write a full address that starts with https/,
  ],
  [
    { auth: { method: 'passwort' } },
    /"warehouse.auth.method" "passwort" is not known; did you mean "password"\? Valid: key_pair, programmatic_access_token, /,
  ],
  [{ auth: {} }, /"warehouse.auth.method" is missing; it takes one of: key_pair/],
  [
    { auth: { method: 'key_pair' } },
    /"warehouse.auth" is not valid: give either privateKey or privateKeyFile/,
  ],
  [
    { auth: { method: 'key_pair', privateKey: 'a', privateKeyFile: 'b' } },
    /give either privateKey or privateKeyFile/,
  ],
  [{ auth: { method: 'workload_identity' } }, /give either token or tokenFile/],
  [{ auth: { method: 'workload_identity', provider: 'AWS', token: 'x' } }, /"AWS" is not known/],
  [{ auth: { ...token, extra: 1 } }, /the key "extra" is not known/i],
  [
    {
      auth: {
        method: 'oauth_client_credentials',
        clientId: 'a',
        clientSecret: 'b',
        tokenUrl: 'http://a.com',
      },
    },
    /"warehouse.auth.tokenUrl" is not valid/,
  ],
  [
    { user: undefined, auth: { method: 'password', password: 'x' } },
    /"warehouse.user" is not valid: this method of signing in needs the name of the user/,
  ],
  [{ shema: 'RAW' }, /"shema" is not known\. Valid: .*role/],
  [{ database: undefined }, /"warehouse.database" is missing/],
])('%j is refused with the remedy', (change, says) => {
  expect(() => validate(snowflakeSettings, { ...whole, ...change }, 'warehouse')).toThrow(says)
})

test('a password works and is warned about', () => {
  const settings = validate(
    snowflakeSettings,
    { ...whole, auth: { method: 'password', password: 'secret' } },
    '',
  )
  expect(warningsOf(settings)).toEqual([expect.stringContaining('key_pair')])
  expect(warningsOf(settings).join()).not.toContain('secret')
  expect(warningsOf(validate(snowflakeSettings, whole, ''))).toEqual([])
})
