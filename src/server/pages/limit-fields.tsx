import type { SyncLimits } from '../../control/views.ts'
import { defaultLimits } from '../../run/job.ts'
import { counted } from '../../words.ts'
import { Field } from './parts/field.tsx'
import type { Refusal } from './parts/refusable.ts'
import type { Sent } from './parts/settings.ts'

interface Limit {
  readonly name: keyof SyncLimits
  readonly label: string
  readonly help: string
  readonly least: number
  readonly most: number
  /** How many of the form's units are one of the stored. */
  readonly scale: number
  /** In the form's unit; undefined: there is no such limit unless one is given. */
  readonly standard: number | undefined
}

const minuteMs = 60_000

/** What a run goes by, in the words and units of the form. */
export const limits: readonly Limit[] = [
  {
    name: 'largestDeletedShare',
    label: 'Fuse (% of a table)',
    help: 'When a full read finds more of a table gone than this, it marks nothing as deleted and says so.',
    least: 0,
    most: 100,
    scale: 100,
    standard: defaultLimits.largestDeletedShare * 100,
  },
  {
    name: 'overlapMinutes',
    label: 'Overlap (minutes)',
    help: 'How far before its cursor an incremental read begins, for what the site lists late.',
    least: 1,
    most: 1_440,
    scale: 1,
    standard: defaultLimits.overlapMs / minuteMs,
  },
  {
    name: 'fullReadEveryDays',
    label: 'Full read every (days)',
    help: 'How long incremental reads may go on before all is read again, which finds what was deleted or moved. 0: each time.',
    least: 0,
    most: 365,
    scale: 1,
    standard: defaultLimits.fullReadEveryMs / (24 * 60 * minuteMs),
  },
  {
    name: 'maxDurationMinutes',
    label: 'Longest run (minutes)',
    help: 'What a run has not read by then is left to the next one.',
    least: 1,
    most: 10_080,
    scale: 1,
    standard: undefined,
  },
]

interface LimitFieldsProps {
  readonly stored: SyncLimits
  readonly sent: Sent | undefined
  readonly error: { readonly field?: string | undefined } | undefined
}

/** Closed until one of them is set or at fault. */
export function LimitFields({ stored, sent, error }: LimitFieldsProps) {
  const inForm = (limit: Limit) => sent?.[`limits.${limit.name}`] ?? shownOf(limit, stored[limit.name])
  const isAtFault = error?.field?.startsWith('limits') ?? false
  return (
    <details class="card" open={isAtFault || limits.some((limit) => inForm(limit) !== '')}>
      <summary>Advanced: what a run goes by</summary>
      <fieldset>
        <legend class="visually-hidden">What a run goes by</legend>
        <p class="quiet">A field that is left empty goes by its default.</p>
        {limits.map((limit) => (
          <Field
            field={fieldOf(limit)}
            prefix="limits."
            range={limit}
            value={inForm(limit)}
            error={error?.field === `limits.${limit.name}` ? `Give ${rangeOf(limit)}.` : undefined}
          />
        ))}
      </fieldset>
    </details>
  )
}

const fieldOf = ({ name, label, help, standard }: Limit) => ({
  ...({ name, label, type: 'number', secret: false, required: false } as const),
  help: `${help} Default: ${standard === undefined ? 'as long as it needs' : counted(standard)}.`,
  ...(standard === undefined ? {} : { placeholder: String(standard) }),
})

const rangeOf = ({ least, most }: Limit) => `a number from ${counted(least)} to ${counted(most)}`

// Cut where the binary fractions of a share would show.
const scaled = (value: number, scale: number) => Number((value * scale).toPrecision(12))

const shownOf = ({ scale }: Limit, value: number | undefined) =>
  value === undefined ? '' : String(scaled(value, scale))

/** The limits that were sent; what is no number is left for the control to refuse. */
export function limitsOf(sent: Sent): SyncLimits {
  return Object.fromEntries(
    limits.flatMap(({ name, scale }) => {
      const value = (sent[`limits.${name}`] ?? '').trim()
      return value === '' ? [] : [[name, scaled(Number(value), 1 / scale)]]
    }),
  )
}

/** A failure in the words of the form, where a limit is at fault. */
export function inWordsOfForm({ message, field }: Refusal): Refusal {
  const limit = limits.find(({ name }) => field === `limits.${name}`)
  return { field, message: limit === undefined ? message : `"${limit.label}" takes ${rangeOf(limit)}.` }
}
