import type { CheckStep } from '../../contract/plugin.ts'
import type { ConnectionView, Form } from '../../control/views.ts'
import { Field } from './parts/field.tsx'
import { Csrf } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'
import { type Sent, valueAt } from './parts/settings.ts'
import { Steps } from './parts/steps.tsx'
import { addressOf } from './parts/table.tsx'

export interface ConnectionFormProps {
  readonly forms: readonly Form[]
  readonly chosen: Form
  readonly connection: ConnectionView | undefined
  readonly sent: Sent
  readonly error: { readonly message: string; readonly field?: string | undefined } | undefined
  readonly steps?: readonly CheckStep[] | undefined
  readonly csrf: string
}

/** Drawn from the plugin's own description of each way to sign in. */
export function ConnectionForm({ forms, chosen, connection, sent, error, steps, csrf }: ConnectionFormProps) {
  const action = connection === undefined ? '/connections' : `/connections/${connection.id}`
  return (
    <form class="card fields narrow" method="post" action={action}>
      <Csrf token={csrf} />
      <input type="hidden" name="id" value={connection?.id ?? ''} />
      <input type="hidden" name="method" value={chosen.name} />
      {error === undefined ? null : <Notice tone="bad">{error.message}</Notice>}
      <Methods forms={forms} chosen={chosen} at={connection === undefined ? '/connections/new' : action} />
      <Field field={nameField} value={sent['name'] ?? connection?.name} error={at(error, 'name')} />
      {chosen.fields.map((field) => (
        <Field
          field={field}
          value={sent[field.name] ?? valueAt(connection?.settings, field.name)}
          error={at(error, field.name)}
          isSet={connection?.method === chosen.name && connection.secretsSet.includes(field.name)}
        />
      ))}
      <Steps id="steps" steps={steps} />
      <div class="row">
        <button class="primary" type="submit">
          Save
        </button>
        <button type="submit" formaction="/connections/check" data-stream="#steps">
          Test
        </button>
      </div>
    </form>
  )
}

const nameField = {
  name: 'name',
  label: 'Name',
  help: 'For your eyes: it names the connection in lists.',
  type: 'text',
  secret: false,
  required: true,
} as const

interface MethodsProps {
  readonly forms: readonly Form[]
  readonly chosen: Form
  readonly at: string
}

const Methods = ({ forms, chosen, at: path }: MethodsProps) => (
  <div class="field">
    <span class="label">How to sign in</span>
    <div class="row">
      {forms.map(({ name, title }) => (
        <a
          class={name === chosen.name ? 'button primary' : 'button'}
          href={addressOf(path, { method: name })}
          aria-current={name === chosen.name ? 'true' : undefined}
        >
          {title}
        </a>
      ))}
    </div>
    <span class="help">{chosen.description}</span>
  </div>
)

/** The message of the field at fault, whichever section its path begins with. */
export function at(error: ConnectionFormProps['error'], name: string): string | undefined {
  if (error?.field === undefined) return undefined
  return error.field === name || error.field.endsWith(`.${name}`) ? error.message : undefined
}
