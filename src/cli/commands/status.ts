import { type App, type StreamStatus, streamStatuses } from '../../app.ts'
import { counted, spanOf } from '../../words.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { configure } from '../settings.ts'
import { openTable, secondsOf } from '../tables.ts'

export interface StatusFlags {
  config: string
  streams?: string
  /** In milliseconds. */
  maxAge?: number
  json?: boolean
}

/** How each stream stands, by the warehouse alone; the exit code tells where one has not succeeded for too long. */
export async function status(app: App, io: Io, flags: StatusFlags): Promise<number> {
  const { config, folder } = await configure(app, io, flags.config, flags.streams)
  const statuses = await app.withWarehouse(config, folder, (warehouse) =>
    streamStatuses(warehouse, config, Date.now()),
  )
  const tooOld = tooOldOf(statuses, flags.maxAge)
  if (flags.json) io.out(JSON.stringify(statusJson(config.name, statuses, tooOld)))
  else {
    io.out(statusTable(statuses))
    if (tooOld.length > 0) io.out(`Not succeeded within ${spanOf(flags.maxAge ?? 0)}: ${tooOld.join(', ')}.`)
  }
  return tooOld.length > 0 ? exitCodes.incomplete : exitCodes.succeeded
}

function tooOldOf(statuses: readonly StreamStatus[], longestMs = Number.POSITIVE_INFINITY) {
  const isOld = ({ ageMs }: StreamStatus) => (ageMs ?? Number.POSITIVE_INFINITY) > longestMs
  return statuses.filter(isOld).map(({ stream }) => stream)
}

function statusJson(sync: string, statuses: readonly StreamStatus[], tooOld: readonly string[]) {
  const streams = Object.fromEntries(statuses.map(({ stream, ...status }) => [stream, status]))
  return { sync, tooOld, streams }
}

const head = ['stream', 'last verdict', 'last succeeded', 'age', 'rows', 'cursor', 'isolated']

function statusTable(statuses: readonly StreamStatus[]): string {
  const table = openTable(head, ['age', 'rows', 'isolated'])
  for (const { stream, lastVerdict, succeededAt, ageMs, rows, cursor, isolated } of statuses)
    table.push([
      stream,
      lastVerdict ?? 'never ran',
      succeededAt === null ? 'never' : `${secondsOf(new Date(succeededAt))} UTC`,
      ageMs === null ? '' : spanOf(ageMs),
      rows === null ? '' : counted(rows),
      cursor ?? '',
      counted(isolated),
    ])
  return table.toString()
}
