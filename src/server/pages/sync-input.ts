import type { Settings } from '../../contract/plugin.ts'
import type { Behaviour } from '../../contract/report.ts'
import type { SyncStrategy } from '../../contract/stream.ts'
import type { Control } from '../../control/control.ts'
import type { CatalogStream, ColumnChoice, Schedule, StreamChoice, SyncInput } from '../../control/views.ts'
import { limitsOf } from './limit-fields.tsx'
import { type Sent, settingsOf } from './parts/settings.ts'

/** What the form of a sync was sent with. What makes no sense is left to the control to refuse, with its field. */
export function syncInputOf(control: Control, sent: Sent): SyncInput {
  return {
    name: sent['name']?.trim() ?? '',
    connectionId: sent['connectionId'] ?? '',
    parameters: settingsOf(control.forms().parameters, sent, 'parameters.'),
    streams: Object.fromEntries(
      control
        .catalog()
        .filter(({ name }) => `streams.${name}` in sent)
        .map((stream) => [stream.name, choiceOf(stream, sent)]),
    ),
    warehouse: warehouseOf(control, sent),
    limits: limitsOf(sent),
    schedule: scheduleOf(sent),
  }
}

const oneOf = <Value extends string>(values: readonly Value[], value: string | undefined) =>
  values.find((known) => known === value)

function choiceOf(
  { name, strategies, behaviours, columns, cursorFields }: CatalogStream,
  sent: Sent,
): StreamChoice {
  const at = (part: string) => sent[`streams.${name}.${part}`]
  const strategy: SyncStrategy | undefined = oneOf(strategies, at('strategy'))
  const behaviour: Behaviour | undefined = oneOf(behaviours, at('behaviour'))
  const cursor = strategy === 'incremental' ? oneOf(cursorFields, at('cursor')) : undefined
  const chosen = columns.flatMap(({ field }) => {
    const choice = oneOf<ColumnChoice>(['leave_out', 'hash'], at(`columns.${field}`))
    return choice === undefined ? [] : [[field, choice] as const]
  })
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(chosen.length === 0 ? {} : { columns: Object.fromEntries(chosen) }),
  }
}

export function warehouseOf(control: Control, sent: Sent): Settings {
  const type = sent['warehouse.type'] ?? ''
  const form = control.forms().warehouses.find(({ name }) => name === type)
  return { type, ...settingsOf(form?.fields ?? [], sent, `warehouse.${type}.`) }
}

function scheduleOf(sent: Sent): Schedule {
  const at = (part: string) => sent[`schedule.${part}`]?.trim() ?? ''
  switch (at('kind')) {
    case 'every':
      return { kind: 'every', minutes: Number(at('count')) * (at('unit') === 'hours' ? 60 : 1) }
    case 'cron':
      return { kind: 'cron', expression: at('expression'), timeZone: at('timeZone') }
    case 'after':
      return { kind: 'after', syncId: at('syncId') }
    default:
      return { kind: 'manual' }
  }
}
