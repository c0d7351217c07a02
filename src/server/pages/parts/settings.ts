import type { Context } from 'hono'
import { SyncError } from '../../../contract/errors.ts'
import type { Settings } from '../../../contract/plugin.ts'
import type { FormField } from '../../../control/views.ts'

/** What a form was sent with: the last value of each name. */
export type Sent = Readonly<Record<string, string>>

/** The form that was sent. Throws SyncError `config` code `not_a_form` for what is none. */
export async function sentForm(c: Context): Promise<FormData> {
  try {
    return await c.req.formData()
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new SyncError('config', 'What was sent is no form: open the page and send the one that is on it.', {
      code: 'not_a_form',
      cause,
    })
  }
}

export function sentBy(form: FormData): Sent {
  return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : '']))
}

/**
 * The settings that were sent for these fields, nested where a name has dots. Left out: what is empty, and what is
 * only asked for while another field has a value that it has not.
 */
export function settingsOf(fields: readonly FormField[], sent: Sent, prefix = ''): Settings {
  const settings: Record<string, unknown> = {}
  for (const field of fields) {
    const value = (sent[`${prefix}${field.name}`] ?? '').trim()
    if (value === '' || !applies(field, sent, prefix)) continue
    put(settings, field.name.split('.'), field.type === 'number' ? Number(value) : value)
  }
  return settings
}

function applies({ dependsOn }: FormField, sent: Sent, prefix: string): boolean {
  return dependsOn === undefined || dependsOn.values.includes(sent[`${prefix}${dependsOn.field}`] ?? '')
}

function put(
  settings: Record<string, unknown>,
  [name = '', ...deeper]: readonly string[],
  value: unknown,
): void {
  if (deeper.length === 0) settings[name] = value
  else {
    const inner: Record<string, unknown> = { ...objectOf(settings[name]) }
    put(inner, deeper, value)
    settings[name] = inner
  }
}

/** The value at a path with dots, as a form shows it. */
export function valueAt(settings: unknown, path: string): string | undefined {
  const value = path.split('.').reduce<unknown>((inner, name) => Reflect.get(objectOf(inner), name), settings)
  return value === undefined || value === null ? undefined : String(value)
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
