import type { FormField } from '../../../control/views.ts'

export interface FieldProps {
  readonly field: FormField
  /** Before the name of the field, where several forms stand in one. */
  readonly prefix?: string
  readonly value?: string | undefined
  readonly error?: string | undefined
  /** A secret that is stored: it is never shown, and empty keeps it. */
  readonly isSet?: boolean
  /** A time zone that nobody has chosen yet: where there is script, it becomes the reader's own. */
  readonly isOwnZone?: boolean
  /** It stands among others of which only some apply: that it is empty is for the server to judge. */
  readonly mayNotApply?: boolean
  readonly range?: { readonly least: number; readonly most: number }
}

/** One field as its form describes it: whichever plugin the form is of. */
export function Field(props: FieldProps) {
  const { field, prefix = '', value, error, isSet = false, isOwnZone = false, range } = props
  const { name, label, help, dependsOn } = field
  const id = `field-${prefix}${name}`.replaceAll('.', '-')
  const told = [help === '' ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`].filter(Boolean)
  const facts = {
    id,
    name: `${prefix}${name}`,
    required: field.required && !isSet && !(props.mayNotApply ?? dependsOn !== undefined),
    'aria-describedby': told.join(' ') || undefined,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'data-own-zone': isOwnZone ? '' : undefined,
    ...(range === undefined ? {} : { min: range.least, max: range.most, step: 'any' }),
  }
  return (
    <div class="field" data-when={whenOf(field, prefix)}>
      <label for={id}>
        {label} {field.required ? null : <span class="optional">(optional)</span>}
      </label>
      <Input field={field} facts={facts} value={value ?? field.default ?? ''} isSet={isSet} />
      {dependsOn === undefined ? null : (
        <noscript>
          <span class="help">{`Only for: ${dependsOn.values.join(', ').replaceAll('_', ' ')}.`}</span>
        </noscript>
      )}
      {help === '' ? null : (
        <span class="help" id={`${id}-help`}>
          {help}
        </span>
      )}
      {error === undefined ? null : (
        <span class="error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  )
}

interface InputProps {
  readonly field: FormField
  readonly facts: object
  readonly value: string
  readonly isSet: boolean
}

function Input({ field, facts, value, isSet }: InputProps) {
  const { type, secret, multiline, placeholder, choices = [], required } = field
  const hint = isSet ? 'stored; leave empty to keep it' : placeholder
  const shown = secret ? '' : value
  if (type === 'choice')
    return (
      <select {...facts}>
        {required ? null : <option value="">–</option>}
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    )
  if (multiline)
    return (
      <textarea {...facts} class="code" rows={4} placeholder={hint} autocomplete="off" spellcheck={false}>
        {shown}
      </textarea>
    )
  const kind = secret ? 'password' : type === 'number' ? 'number' : 'text'
  const completion = secret ? 'new-password' : 'off'
  return <input {...facts} type={kind} value={shown} placeholder={hint} autocomplete={completion} />
}

const whenOf = ({ dependsOn }: FormField, prefix: string): string | undefined =>
  dependsOn === undefined ? undefined : `${prefix}${dependsOn.field}=${dependsOn.values.join('|')}`
