import type { CheckStep } from '../../contract/plugin.ts'
import type {
  CatalogStream,
  Choice,
  ClauseFinding,
  Form,
  FormField,
  Forms,
  SyncView,
} from '../../control/views.ts'
import type { RunPlan } from '../../run/run-plan.ts'
import type { Choosing } from './choosing.ts'
import { Clause } from './clause.tsx'
import { at } from './connection-form.tsx'
import { LimitFields } from './limit-fields.tsx'
import { Chooser } from './parts/chooser.tsx'
import { Field } from './parts/field.tsx'
import { Csrf } from './parts/layout.tsx'
import { Notice } from './parts/notice.tsx'
import { type Sent, valueAt } from './parts/settings.ts'
import { Steps } from './parts/steps.tsx'
import { Plan } from './plan.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { StreamFields } from './stream-fields.tsx'

/** What was asked from within the form and is shown in it. */
export interface Found {
  readonly finding?: ClauseFinding
  readonly spaces?: readonly Choice[]
  readonly plan?: RunPlan
  /** Of the test of the warehouse. */
  readonly steps?: readonly CheckStep[]
}

export interface SyncFormProps {
  readonly forms: Forms
  readonly catalog: readonly CatalogStream[]
  readonly clause: FormField | undefined
  readonly connections: Choosing
  readonly others: Choosing
  readonly sync?: SyncView | undefined
  readonly sent?: Sent | undefined
  readonly error?: { readonly message: string; readonly field?: string | undefined } | undefined
  readonly found: Found
  readonly csrf: string
}

/** What was sent stands over what is stored, so that nothing typed is lost when something is refused. */
export function SyncForm(props: SyncFormProps) {
  const { forms, catalog, clause, connections, others, sync, sent, error, found, csrf } = props
  const value = (name: string) => sent?.[name] ?? valueAt(sync, name)
  return (
    <form class="fields" method="post" action={sync === undefined ? '/syncs' : `/syncs/${sync.id}`}>
      <Csrf token={csrf} />
      <input type="hidden" name="id" value={sync?.id ?? ''} />
      {/* The first button of a form is the one that Enter presses. */}
      <button type="submit" hidden>
        Save
      </button>
      {error === undefined ? null : <Notice tone="bad">{error.message}</Notice>}
      <fieldset class="card">
        <legend class="visually-hidden">What and where from</legend>
        <Field field={nameField} value={value('name')} error={at(error, 'name')} />
        <Chooser
          of="connections"
          field={connectionField}
          {...connections}
          value={value('connectionId')}
          error={at(error, 'connectionId')}
        />
      </fieldset>
      <StreamFields
        catalog={catalog}
        chosen={sync?.streams}
        sent={sent}
        error={error?.field?.startsWith('streams') ? error.message : undefined}
      />
      <fieldset class="card">
        <legend class="visually-hidden">What to read</legend>
        <h2>What to read</h2>
        {forms.parameters.map((field) =>
          field.name === clause?.name ? (
            <Clause
              field={clause}
              value={value(`parameters.${field.name}`)}
              error={at(error, field.name)}
              finding={found.finding}
              spaces={found.spaces}
            />
          ) : (
            <Field field={field} prefix="parameters." value={value(`parameters.${field.name}`)} />
          ),
        )}
      </fieldset>
      <WarehouseFields forms={forms.warehouses} {...{ sync, sent, error, found }} />
      <ScheduleFields others={others} schedule={sync?.schedule} sent={sent} error={error} />
      <LimitFields stored={sync?.limits ?? {}} sent={sent} error={error} />
      <div id="preview" aria-live="polite">
        {found.plan === undefined ? null : <Preview plan={found.plan} />}
      </div>
      <div class="row">
        <button class="primary" type="submit">
          Save
        </button>
        <button
          type="submit"
          formaction="/syncs/plan"
          formnovalidate
          hx-post="/syncs/plan"
          hx-target="#preview"
          hx-disabled-elt="this"
        >
          Preview a run
        </button>
        <span class="htmx-indicator">asking the site…</span>
      </div>
    </form>
  )
}

/** What a run by the form as it stands would take; nothing is saved for it. */
export const Preview = ({ plan }: { readonly plan: RunPlan }) => (
  <section class="card">
    <h2>Preview</h2>
    <Plan plan={plan} />
  </section>
)

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'Letters, digits, dots and dashes. It also names the state in the warehouse.',
  type: 'text',
  secret: false,
  required: true,
  placeholder: 'wiki',
}

export const connectionField: FormField = {
  name: 'connectionId',
  label: 'Connection',
  help: '',
  type: 'choice',
  secret: false,
  required: true,
}

type WarehouseProps = Pick<SyncFormProps, 'sync' | 'sent' | 'error' | 'found'> & {
  readonly forms: readonly Form[]
}

function WarehouseFields({ forms, sync, sent, error, found }: WarehouseProps) {
  const stored = valueAt(sync?.warehouse, 'type')
  const type = sent?.['warehouse.type'] ?? stored ?? forms[0]?.name
  return (
    <fieldset class="card">
      <legend class="visually-hidden">Warehouse</legend>
      <h2>Warehouse</h2>
      <Field field={typeField(forms)} prefix="warehouse." value={type} error={at(error, 'warehouse.type')} />
      {forms.map(({ name, title, fields, description }) => (
        <fieldset data-when={`warehouse.type=${name}`}>
          <legend class="visually-hidden">{name}</legend>
          <noscript>
            <h3>{`Only for ${title}`}</h3>
          </noscript>
          {description === '' ? null : <p class="quiet">{description}</p>}
          {fields.map((field) => (
            <Field
              field={field}
              prefix={`warehouse.${name}.`}
              value={sent?.[`warehouse.${name}.${field.name}`] ?? valueAt(sync?.warehouse, field.name)}
              error={type === name ? at(error, `warehouse.${field.name}`) : undefined}
              mayNotApply={forms.length > 1}
              isSet={stored === name && (sync?.warehouseSecretsSet.includes(field.name) ?? false)}
            />
          ))}
        </fieldset>
      ))}
      <Steps id="warehouse-steps" steps={found.steps} />
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
