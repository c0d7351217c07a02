import { expect, it } from 'vitest'
import { signInOf } from '../../../plugin/connection/methods.ts'

it('leaves out the line break that a file of secrets ends with', () => {
  const settings = { domain: 'acme.atlassian.net', email: ' ada@example.com\n', apiToken: 'secret-token\r\n' }
  const bare = Buffer.from('ada@example.com:secret-token').toString('base64')
  expect(signInOf('api_token', settings).authorization).toBe(`Basic ${bare}`)
})
