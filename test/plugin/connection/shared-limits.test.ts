import { describe, expect, it } from 'vitest'
import { connectionMethods, signInOf } from '../../../plugin/connection/methods.ts'

const settings = { domain: 'acme.atlassian.net', email: 'ada@example.com', apiToken: 'hunter2' }
const signIn = (sharedLimits: unknown) => signInOf('api_token', { ...settings, sharedLimits })

describe('the Redis server for shared limits', () => {
  it.each([
    ['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379'],
    [{ redisUrl: 'redis://localhost' }, 'redis://localhost'],
    [{ redisUrl: 'rediss://:pass@redis.example.com:6380/1' }, 'rediss://:pass@redis.example.com:6380/1'],
    ['', undefined],
    [undefined, undefined],
  ])('may be %j', (given, redisUrl) => {
    expect(signIn(given).redisUrl).toBe(redisUrl)
  })

  it.each([
    'redis://:pass@redis.example.com:6379',
    'https://redis.example.com/pass',
    'pass',
    { redisUrl: 'redis://redis.example.com/pass' },
    { url: 'redis://localhost/pass' },
  ])('must not be %j, and is not shown then', (given) => {
    expect(() => signIn(given)).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'settings_invalid',
        message: expect.stringMatching(/sharedLimits/),
      }),
    )
    expect(() => signIn(given)).not.toThrow(/pass@|\/pass|"pass"/)
  })

  it('is a secret of every method, and may be left out', () => {
    for (const { settings: form } of connectionMethods) {
      expect(form.shape['sharedLimits']?.meta()).toMatchObject({ secret: true })
      expect(form.shape['sharedLimits']?.safeParse(undefined).success).toBe(true)
    }
  })
})
