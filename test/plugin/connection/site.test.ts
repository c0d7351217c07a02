import { describe, expect, it } from 'vitest'
import { siteOf } from '../../../plugin/connection/site.ts'

describe('the domain', () => {
  it.each([
    ['acme.atlassian.net', 'https://acme.atlassian.net'],
    [' https://acme.atlassian.net/ ', 'https://acme.atlassian.net'],
    ['acme.atlassian.net/wiki', 'https://acme.atlassian.net'],
    ['https://acme.atlassian.net/wiki/spaces/X/pages/1/T?a=b#c', 'https://acme.atlassian.net'],
    ['docs.example.com', 'https://docs.example.com'],
    ['https://docs.example.com:8443/wiki/', 'https://docs.example.com:8443'],
    ['https://api.atlassian.com/ex/confluence/abc-1', 'https://api.atlassian.com/ex/confluence/abc-1'],
    ['api.atlassian.com/ex/confluence/abc-1/wiki/api/v2', 'https://api.atlassian.com/ex/confluence/abc-1'],
    ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
    ['localhost:8090', 'http://localhost:8090'],
    ['http://[::1]:8090/wiki', 'http://[::1]:8090'],
  ])('%s is the site %s', (given, site) => {
    expect(siteOf(given)).toBe(site)
  })

  it.each([
    ['', 'domain_missing'],
    ['acme', 'domain_incomplete'],
    ['a b', 'domain_invalid'],
    ['http://acme.atlassian.net', 'plain_http'],
    ['http://127.0.0.1.example.com', 'plain_http'],
    ['ftp://acme.atlassian.net', 'domain_scheme'],
    ['https://ada:secret@acme.atlassian.net', 'credentials_in_domain'],
  ])('%s is refused as %s', (given, code) => {
    expect(() => siteOf(given)).toThrow(expect.objectContaining({ kind: 'config', code }))
  })

  it('that is one word is completed in the message', () => {
    expect(() => siteOf('acme')).toThrow('acme.atlassian.net')
  })

  it('never shows a password that was pasted with it', () => {
    expect(() => siteOf('https://ada:hunter2@acme.atlassian.net')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})
