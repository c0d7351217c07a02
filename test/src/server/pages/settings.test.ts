import { describe, expect, it } from 'vitest'
import type { FormField } from '../../../../src/control/views.ts'
import { settingsOf, valueAt } from '../../../../src/server/pages/parts/settings.ts'

const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  help: '',
  type: 'text',
  secret: false,
  required: true,
  ...more,
})

describe('settingsOf', () => {
  it('nests what has dots in its name and leaves out what is empty', () => {
    const fields = [field('database'), field('auth.method'), field('auth.token'), field('role')]
    const sent = { database: ' WIKI ', 'auth.method': 'oauth', 'auth.token': 'abc', role: '' }
    expect(settingsOf(fields, sent)).toEqual({ database: 'WIKI', auth: { method: 'oauth', token: 'abc' } })
  })

  it('leaves out what is only asked for while another field has another value', () => {
    const fields = [field('method'), field('key', { dependsOn: { field: 'method', values: ['key_pair'] } })]
    expect(settingsOf(fields, { method: 'password', key: 'left over' })).toEqual({ method: 'password' })
  })

  it('takes numbers as numbers, and nothing that no field asks for', () => {
    expect(settingsOf([field('port', { type: 'number' })], { port: '8', admin: 'yes' })).toEqual({ port: 8 })
  })
})

describe('valueAt', () => {
  it('follows a path, and gives nothing where it ends early', () => {
    expect(valueAt({ auth: { method: 'oauth' } }, 'auth.method')).toBe('oauth')
    expect(valueAt({ auth: 'oauth' }, 'auth.method')).toBeUndefined()
    expect(valueAt(undefined, 'auth')).toBeUndefined()
  })
})
