import type { Control } from '../../control/control.ts'
import type { Choice, ClauseFinding, FormField } from '../../control/views.ts'
import { counted } from '../../words.ts'
import { Field } from './parts/field.tsx'
import { Notice } from './parts/notice.tsx'

/** The parameter that is a clause in the source's own query language. */
export function clauseField(control: Control): FormField | undefined {
  const { parameters, clause } = control.forms()
  return parameters.find(({ name }) => name === clause)
}

interface ClauseProps {
  readonly field: FormField | undefined
  readonly value?: string | undefined
  readonly error?: string | undefined
  /** What the site says to it. */
  readonly finding?: ClauseFinding | undefined
  /** Spaces that were found for it. */
  readonly spaces?: readonly Choice[] | undefined
}

/** The clause with what the site says to it, and the spaces that can be put into it. */
export const Clause = ({ field, value, error, finding, spaces }: ClauseProps) =>
  field === undefined ? null : (
    <div id="clause" class="fields">
      <Field field={{ ...field, multiline: true }} prefix="parameters." value={value} error={error} />
      <div class="row">
        <button
          type="submit"
          formaction="/syncs/clause"
          formnovalidate
          hx-post="/syncs/clause"
          hx-target="#finding"
        >
          Try the clause
        </button>
        <span class="htmx-indicator">asking the site…</span>
      </div>
      <div id="finding" aria-live="polite">
        {finding === undefined ? null : <Finding {...finding} />}
      </div>
      <details open={spaces !== undefined}>
        <summary>Pick spaces</summary>
        <div class="fields">
          <div class="inline">
            <div class="field">
              <label for="space-search">Key or name</label>
              <input id="space-search" name="search" type="search" autocomplete="off" />
            </div>
            <button
              type="submit"
              formaction="/syncs/spaces"
              formnovalidate
              data-enter-of="#space-search"
              hx-post="/syncs/spaces"
              hx-target="#spaces"
            >
              Find spaces
            </button>
          </div>
          <div id="spaces" aria-live="polite">
            {spaces === undefined ? null : <Spaces choices={spaces} />}
          </div>
        </div>
      </details>
    </div>
  )

export const Spaces = ({ choices }: { readonly choices: readonly Choice[] }) =>
  choices.length === 0 ? (
    <p class="quiet">The account sees no such space.</p>
  ) : (
    <div class="fields">
      <fieldset class="spaces">
        <legend class="visually-hidden">Spaces</legend>
        {choices.map(({ value, label }) => (
          <label class="choice">
            <input type="checkbox" name="spaces" value={value} />
            {label}
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button
          type="submit"
          formaction="/syncs/clause-with-spaces"
          formnovalidate
          hx-post="/syncs/clause-with-spaces"
          hx-target="#clause"
          hx-swap="outerHTML"
        >
          Put them into the clause
        </button>
      </div>
    </div>
  )

export function Finding({ accepted, matches, query, message, position }: ClauseFinding) {
  if (!accepted)
    return (
      <Notice tone="bad">
        {message ?? 'The site does not accept it.'}
        {position === undefined ? null : <span class="quiet">{` (character ${position})`}</span>}
      </Notice>
    )
  return (
    <Notice tone="good">
      <p>{matches === undefined ? 'Accepted.' : `Accepted: ${found(matches)} now.`}</p>
      {query === undefined ? null : <code>{query}</code>}
    </Notice>
  )
}

const found = (matches: number) => (matches === 1 ? '1 record matches' : `${counted(matches)} records match`)
