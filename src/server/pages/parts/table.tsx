import type { Child } from 'hono/jsx'
import type { Page } from '../../../control/views.ts'
import { counted } from '../../../words.ts'

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => Child
  readonly kind?: 'number' | 'main' | 'actions' | 'wrap' | 'short'
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/**
 * On a phone each row becomes a card; the roles keep it a table for screen readers all the same. A column that says
 * nothing in any row is left out.
 */
export function Table<Row>({ caption, columns, rows }: TableProps<Row>) {
  const cells = columns.map((column) => ({ ...column, cells: rows.map(column.cell) }))
  const telling = cells.filter(({ cells }) => rows.length === 0 || cells.some((cell) => cell !== ''))
  return <Drawn caption={caption} columns={telling} rows={rows.length} />
}

interface DrawnProps {
  readonly caption: string
  readonly columns: readonly (Pick<Column<never>, 'head' | 'kind'> & { readonly cells: readonly Child[] })[]
  readonly rows: number
}

const Drawn = ({ caption, columns, rows }: DrawnProps) => (
  <div class="scroll">
    <table class="stack" role="table">
      <caption class="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th scope="col" role="columnheader" class={kind}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {Array.from({ length: rows }, (_, index) => (
          <tr role="row">
            {columns.map(({ head, cells, kind }) => (
              <td role="cell" class={kind} data-label={head}>
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

interface PagerProps {
  readonly page: Page<unknown>
  /** The address without its page number. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Where there is script, the answer takes the place of what this selector finds, not of the whole page. */
  readonly into?: string
  /** What the links are called; a list begins with the newest, unless they say something else. */
  readonly words?: readonly [back: string, on: string]
}

export function Pager({
  page: { page, pageSize, total },
  path,
  query = {},
  into,
  words: [back, on] = ['Newer', 'Older'],
}: PagerProps) {
  const last = Math.max(1, Math.ceil(total / pageSize))
  if (last === 1) return null
  const to = (number: number) => {
    const href = addressOf(path, { ...query, page: String(number) })
    return { href, ...(into === undefined ? {} : { 'hx-get': href, 'hx-target': into }) }
  }
  return (
    <nav class="row" aria-label="Pages of this list">
      {page > 1 ? (
        <a class="button" {...to(page - 1)}>
          {back}
        </a>
      ) : null}
      <span>{`Page ${counted(page)} of ${counted(last)}, ${counted(total)} in all`}</span>
      {page < last ? (
        <a class="button" {...to(page + 1)}>
          {on}
        </a>
      ) : null}
    </nav>
  )
}

export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

interface GridProps {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
}

/** Rows as they are in the warehouse: wide, so it scrolls by itself and can be reached by keyboard. */
export const Grid = ({ caption, columns, rows }: GridProps) => (
  <section class="scroll" aria-label={caption} tabindex={0}>
    <table class="grid">
      <thead>
        <tr>
          {columns.map((name, index) => (
            <th scope="col" class={isNumber(rows.find((row) => row[index] !== null)?.[index])}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((value) =>
              value === null ? (
                <td class="null">null</td>
              ) : (
                <td class={isNumber(value)}>{String(value).slice(0, 300)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const isNumber = (value: unknown) => (typeof value === 'number' ? 'number' : undefined)
