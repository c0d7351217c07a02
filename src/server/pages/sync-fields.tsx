import type { CatalogStream, ConnectionView, Form, FormField, Forms, SyncView } from '../../control/views.ts'
import { Clause } from './clause.tsx'
import { at } from './connection-form.tsx'
import { Field } from './parts/field.tsx'
import { Csrf } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'
import { type Sent, valueAt } from './parts/settings.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { StreamFields } from './stream-fields.tsx'

export interface SyncFormProps {
  readonly forms: Forms
  readonly catalog: readonly CatalogStream[]
  readonly clause: FormField | undefined
  readonly connections: readonly ConnectionView[]
  readonly others: readonly SyncView[]
  readonly sync?: SyncView | undefined
  readonly sent?: Sent | undefined
  readonly error?: { readonly message: string; readonly field?: string | undefined } | undefined
  readonly csrf: string
}

/** What was sent stands over what is stored, so that nothing typed is lost when something is refused. */
export function SyncForm(props: SyncFormProps) {
  const { forms, catalog, clause, connections, others, sync, sent, error, csrf } = props
  const value = (name: string) => sent?.[name] ?? valueAt(sync, name)
  return (
    <form class="fields" method="post" action={sync === undefined ? '/syncs' : `/syncs/${sync.id}`}>
      <Csrf token={csrf} />
      <input type="hidden" name="id" value={sync?.id ?? ''} />
      {error === undefined ? null : <Notice tone="bad">{error.message}</Notice>}
      <fieldset class="card">
        <legend class="visually-hidden">What and where from</legend>
        <Field field={nameField} value={value('name')} error={at(error, 'name')} />
        <Field
          field={connectionField(connections)}
          value={value('connectionId')}
          error={at(error, 'connectionId')}
        />
      </fieldset>
      <StreamFields catalog={catalog} chosen={sync?.streams} sent={sent} error={at(error, 'streams')} />
      <fieldset class="card">
        <legend class="visually-hidden">What to read</legend>
        <h2>What to read</h2>
        {forms.parameters.map((field) =>
          field.name === clause?.name ? (
            <Clause field={clause} value={value(`parameters.${field.name}`)} error={at(error, field.name)} />
          ) : (
            <Field field={field} prefix="parameters." value={value(`parameters.${field.name}`)} />
          ),
        )}
      </fieldset>
      <WarehouseFields forms={forms.warehouses} sync={sync} sent={sent} error={error} />
      <ScheduleFields others={others} schedule={sync?.schedule} sent={sent} error={error} />
      <div class="row">
        <button class="primary" type="submit">
          Save
        </button>
      </div>
    </form>
  )
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'Letters, digits, dots and dashes. It also names the state in the warehouse.',
  type: 'text',
  secret: false,
  required: true,
  placeholder: 'wiki',
}

const connectionField = (connections: readonly ConnectionView[]): FormField => ({
  name: 'connectionId',
  label: 'Connection',
  help: '',
  type: 'choice',
  secret: false,
  required: true,
  choices: connections.map(({ id, name }) => ({ value: id, label: name })),
})

type WarehouseProps = Pick<SyncFormProps, 'sync' | 'sent' | 'error'> & { readonly forms: readonly Form[] }

function WarehouseFields({ forms, sync, sent, error }: WarehouseProps) {
  const stored = valueAt(sync?.warehouse, 'type')
  const type = sent?.['warehouse.type'] ?? stored ?? forms[0]?.name
  return (
    <fieldset class="card">
      <legend class="visually-hidden">Warehouse</legend>
      <h2>Warehouse</h2>
      <Field field={typeField(forms)} prefix="warehouse." value={type} error={at(error, 'warehouse.type')} />
      {forms.map(({ name, fields, description }) => (
        <fieldset data-when={`warehouse.type=${name}`}>
          <legend class="visually-hidden">{name}</legend>
          {description === '' ? null : <p class="quiet">{description}</p>}
          {fields.map((field) => (
            <Field
              field={field}
              prefix={`warehouse.${name}.`}
              value={sent?.[`warehouse.${name}.${field.name}`] ?? valueAt(sync?.warehouse, field.name)}
              error={type === name ? at(error, `warehouse.${field.name}`) : undefined}
              isSet={stored === name && (sync?.warehouseSecretsSet.includes(field.name) ?? false)}
            />
          ))}
        </fieldset>
      ))}
      <ul class="steps" id="warehouse-steps" aria-live="polite" />
      <div class="row">
        <button type="submit" formaction="/syncs/warehouse" data-stream="#warehouse-steps" formnovalidate>
          Test the warehouse
        </button>
      </div>
    </fieldset>
  )
}

const typeField = (forms: readonly Form[]): FormField => ({
  name: 'type',
  label: 'Where the rows land',
  help: '',
  type: 'choice',
  secret: false,
  required: true,
  choices: forms.map(({ name, title }) => ({ value: name, label: title })),
})
