import type { Choice, FormField } from '../../../control/views.ts'
import { Field } from './field.tsx'

export interface ChooserProps {
  /** What is chosen from; the search is sent as `search.` and this. */
  readonly of: 'connections' | 'syncs'
  readonly field: FormField
  readonly prefix?: string
  readonly choices: readonly Choice[]
  readonly value: string | undefined
  readonly search: string
  readonly error?: string | undefined
}

/** As many as one looks through without searching. */
const fewChoices = 50

/** A choice from a list that may be long: from a certain length on, it can be searched by name. */
export function Chooser({ of, field, prefix = '', choices, value, search, error }: ChooserProps) {
  const isLong = search !== '' || choices.length > fewChoices
  // Nothing is chosen by standing first in a list of several.
  const isSettled = Boolean(value) || choices.length === 1
  const offered = isSettled ? choices : [{ value: '', label: 'choose one' }, ...choices]
  const when = field.dependsOn
  const id = `search-${of}`
  return (
    <div
      id={`choose-${of}`}
      class="fields"
      data-when={when === undefined ? undefined : `${prefix}${when.field}=${when.values.join('|')}`}
    >
      {isLong ? (
        <div class="inline">
          <div class="field">
            <label for={id}>{`${field.label}: find by name`}</label>
            <input id={id} name={`search.${of}`} type="search" value={search} autocomplete="off" />
          </div>
          <button
            type="submit"
            formaction={`/syncs/choices?of=${of}`}
            formnovalidate
            data-enter-of={`#${id}`}
            hx-post={`/syncs/choices?of=${of}`}
            hx-target={`#choose-${of}`}
            hx-swap="outerHTML"
          >
            Find
          </button>
        </div>
      ) : null}
      <Field field={{ ...field, choices: offered }} prefix={prefix} value={value} error={error} />
      {search !== '' && choices.length === 0 ? <p class="quiet">None has this in its name.</p> : null}
    </div>
  )
}
