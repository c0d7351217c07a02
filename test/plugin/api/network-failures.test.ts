import { describe, expect, it } from 'vitest'
import { networkFailure } from '../../../plugin/api/network-failures.ts'
import { retryAfterMs } from '../../../plugin/api/retry-after.ts'

const url = new URL('https://acme.atlassian.net/wiki/x?secret=1')
const error = (code: string) => Object.assign(new Error('x'), { code })

describe('a request without an answer', () => {
  it.each([
    ['ENOTFOUND', 'transient', 'host_unknown'],
    ['EAI_AGAIN', 'transient', 'host_unknown'],
    ['ECONNREFUSED', 'transient', 'connection_refused'],
    ['ECONNRESET', 'transient', 'connection_lost'],
    ['ETIMEDOUT', 'transient', 'timed_out'],
    ['CERT_HAS_EXPIRED', 'config', 'tls_failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'config', 'tls_failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'config', 'tls_failed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'config', 'tls_failed'],
    ['', 'transient', 'connection_lost'],
  ])('for %s is %s, %s', (given, kind, code) => {
    const failure = networkFailure(error(given), url)
    expect(failure).toMatchObject({ kind, code, request: { url: 'https://acme.atlassian.net/wiki/x' } })
    expect(failure.message).toContain('acme.atlassian.net')
  })

  it('is told by what the network said, not by the wrapping', () => {
    const wrapped = Object.assign(new Error('x', { cause: error('ENOTFOUND') }), {
      code: 'ERR_READING_RESPONSE_STREAM',
    })
    expect(networkFailure(wrapped, url).code).toBe('host_unknown')
  })
})

describe('the wait that a site asks for', () => {
  const now = Date.parse('2026-03-26T16:00:00Z')
  it.each([
    ['seconds', { 'retry-after': '3' }, 3_000],
    ['a fraction', { 'retry-after': '0.5' }, 500],
    ['a date', { 'retry-after': 'Thu, 26 Mar 2026 16:00:09 GMT' }, 9_000],
    ['a date gone by', { 'retry-after': 'Thu, 26 Mar 2026 15:00:09 GMT' }, 0],
    ['too much', { 'retry-after': '86400' }, 600_000],
    ['a reset without seconds', { 'x-ratelimit-reset': '2026-03-26T16:01Z' }, 60_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['an empty text', { 'retry-after': '' }, undefined],
    ['nothing', {}, undefined],
  ])('as %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected)
  })
})
