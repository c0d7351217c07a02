import type { Machine } from './machine.ts'
import { type Goal, type Result, type Row, rounded } from './result.ts'

export function machineLine({ processor, cores, memoryGiB, node, load }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, load ${load.toFixed(1)}`
}

/** A result for people: its table, its goals, its notes. */
export function resultText({ point, title, rows, goals, notes }: Result): string {
  const lines = [`${point}. ${title}`, ...tableLines(rows), ...goals.map(goalLine), ...notes]
  return `${lines.join('\n   ')}\n`
}

function goalLine({ what, goal, measured, met }: Goal): string {
  return `${met ? 'met   ' : 'MISSED'} ${what}: ${rounded(measured)} (goal ${goal})`
}

function tableLines(rows: readonly Row[]): readonly string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = [names, ...rows.map((row) => names.map((name) => cellOf(row[name])))]
  const widths = names.map((_, place) => Math.max(...cells.map((line) => line[place]?.length ?? 0)))
  return cells.map((line) =>
    line
      .map((cell, place) =>
        place === 0 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

const cellOf = (value: string | number | undefined): string =>
  typeof value === 'number' ? String(rounded(value)) : (value ?? '–')
