import type { FormField, Schedule } from '../../control/views.ts'
import type { Choosing } from './choosing.ts'
import { at } from './connection-form.tsx'
import { Chooser } from './parts/chooser.tsx'
import { Field } from './parts/field.tsx'
import type { Sent } from './parts/settings.ts'

interface ScheduleFieldsProps {
  readonly others: Choosing
  readonly schedule: Schedule | undefined
  readonly sent: Sent | undefined
  readonly error: { readonly message: string; readonly field?: string | undefined } | undefined
}

export function ScheduleFields({ others, schedule, sent, error }: ScheduleFieldsProps) {
  const stored = schedule === undefined ? {} : storedIn(schedule)
  return (
    <fieldset class="card">
      <legend class="visually-hidden">Schedule</legend>
      <h2>Schedule</h2>
      {fieldsOf.map((field) => {
        const value = sent?.[`schedule.${field.name}`] ?? stored[field.name]
        if (field.name === 'syncId')
          return (
            <Chooser
              of="syncs"
              {...{ field, prefix: 'schedule.', ...others, value }}
              error={at(error, 'schedule.syncId')}
            />
          )
        return (
          <Field
            field={field}
            prefix="schedule."
            value={value}
            error={at(error, `schedule.${field.name}`)}
            isOwnZone={field.name === 'timeZone' && value === undefined}
          />
        )
      })}
    </fieldset>
  )
}

function storedIn(schedule: Schedule): Readonly<Record<string, string>> {
  if (schedule.kind !== 'every') return { ...schedule }
  const hours = schedule.minutes / 60
  const isWhole = Number.isInteger(hours)
  return {
    kind: 'every',
    count: String(isWhole ? hours : schedule.minutes),
    unit: isWhole ? 'hours' : 'minutes',
  }
}

const field = (given: Pick<FormField, 'name' | 'label'> & Partial<FormField>): FormField => ({
  help: '',
  type: 'text',
  secret: false,
  required: true,
  ...given,
})

const when = (value: string) => ({ field: 'kind', values: [value] })
const choice = (value: string, label = value) => ({ value, label })

export const syncField = field({
  name: 'syncId',
  label: 'After',
  type: 'choice',
  dependsOn: when('after'),
})

const fieldsOf: readonly FormField[] = [
  field({
    name: 'kind',
    label: 'When it runs',
    type: 'choice',
    choices: [
      choice('manual', 'by hand'),
      choice('every', 'at an interval'),
      choice('cron', 'at set times (cron)'),
      choice('after', 'after another sync'),
    ],
  }),
  field({ name: 'count', label: 'Every', type: 'number', default: '1', dependsOn: when('every') }),
  field({
    name: 'unit',
    label: 'Unit',
    type: 'choice',
    default: 'hours',
    choices: [choice('minutes'), choice('hours')],
    dependsOn: when('every'),
  }),
  field({
    name: 'expression',
    label: 'Cron expression',
    help: 'Minute, hour, day of the month, month, day of the week.',
    placeholder: '30 6 * * 1-5',
    dependsOn: when('cron'),
  }),
  field({
    name: 'timeZone',
    label: 'Time zone',
    help: 'Such as Europe/Berlin.',
    default: 'UTC',
    dependsOn: when('cron'),
  }),
  syncField,
]
