import { expect, it } from 'vitest'
import type { FormField } from '../../../../src/control/views.ts'
import { Field } from '../../../../src/server/pages/parts/field.tsx'

const field: FormField = {
  name: 'auth.token',
  label: 'Token',
  help: 'From your profile.',
  type: 'text',
  secret: true,
  required: true,
}

it('never shows a secret, whatever it is given', () => {
  expect(String(<Field field={field} value="s3cret" isSet />)).not.toContain('s3cret')
  expect(String(<Field field={{ ...field, multiline: true }} value="s3cret" />)).not.toContain('s3cret')
})

it('ties help and error to their field', () => {
  const drawn = String(<Field field={field} error="It is too short." />)
  expect(drawn).toContain('aria-describedby="field-auth-token-help field-auth-token-error"')
  expect(drawn).toContain('aria-invalid="true"')
})

it('escapes what comes from elsewhere', () => {
  const drawn = String(<Field field={{ ...field, secret: false, label: '<b>' }} value={'"><script>'} />)
  expect(drawn).not.toContain('<script>')
  expect(drawn).not.toContain('<b>')
})

it('says when a field applies', () => {
  const dependent = { ...field, dependsOn: { field: 'auth.method', values: ['oauth_token', 'oidc'] } }
  expect(String(<Field field={dependent} prefix="w." />)).toContain(
    'data-when="w.auth.method=oauth_token|oidc"',
  )
})

it('offers the zone of the reader only where none was chosen', () => {
  const zone: FormField = { ...field, name: 'timeZone', secret: false, default: 'UTC' }
  expect(String(<Field field={zone} isOwnZone />)).toContain('data-own-zone')
  expect(String(<Field field={zone} value="Europe/Berlin" />)).not.toContain('data-own-zone')
})
