import Table, { type TableConstructorOptions } from 'cli-table3'
import type { StreamReport } from '../contract/report.ts'
import type { QueryResult } from '../contract/warehouse.ts'
import { counted } from '../words.ts'

export const seconds = (report: Pick<StreamReport, 'startedAt' | 'finishedAt'>): number =>
  Math.round((report.finishedAt.getTime() - report.startedAt.getTime()) / 100) / 10

/** `2026-11-27 12:43:00`, in UTC. */
export const secondsOf = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')

/** A table with these heads; the columns of these names are numbers, which stand to the right. */
export function openTable(
  head: readonly string[],
  numbers: readonly string[] = [],
  more: Pick<TableConstructorOptions, 'colWidths' | 'wordWrap'> = {},
): Table.Table {
  const colAligns = head.map((name) => (numbers.includes(name) ? 'right' : 'left'))
  return new Table({ head: [...head], colAligns, style: { head: [], border: [], compact: true }, ...more })
}

const counts = [
  'listed',
  'new',
  'changed',
  'unchanged',
  'deduplicated',
  'deleted',
  'isolated',
  'requests',
] as const
const head = ['stream', ...counts, 'seconds', 'verdict']

/** One line a stream, numbers to the right. */
export function reportTable(reports: readonly StreamReport[]): string {
  const table = openTable(head, [...counts, 'seconds'])
  for (const report of reports) {
    const numbers = counts.map((name) => counted(report[name]))
    table.push([report.stream, ...numbers, seconds(report).toFixed(1), report.verdict])
  }
  return table.toString()
}

const widestCell = 60

/** A query's answer; long values are cut for the eye, `--json` has them whole. */
export function resultTable({ columns, rows }: QueryResult): string {
  const table = openTable(columns)
  for (const row of rows) table.push(row.map(cell))
  return table.toString()
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  const text = [...printable(String(value))]
  return text.length > widestCell ? `${text.slice(0, widestCell - 1).join('')}…` : text.join('')
}

/** Landed text cannot move the cursor, change colours or turn the line around. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')

/** What a machine reads: the counts of each stream by name. */
export function reportJson(reports: readonly StreamReport[]): Record<string, unknown> {
  return Object.fromEntries(reports.map((report) => [report.stream, streamJson(report)]))
}

function streamJson(report: StreamReport): Record<string, unknown> {
  const { runId: _runId, sync: _sync, stream: _stream, startedAt, finishedAt, ...rest } = report
  return {
    ...rest,
    seconds: seconds(report),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
  }
}
