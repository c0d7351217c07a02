import type { CatalogColumn, CatalogStream, StreamChoice } from '../../control/views.ts'
import type { Sent } from './parts/settings.ts'
import { type Column, Table } from './parts/table.tsx'

interface StreamFieldsProps {
  readonly catalog: readonly CatalogStream[]
  /** Undefined: a new sync, which takes all. */
  readonly chosen: Readonly<Record<string, StreamChoice>> | undefined
  readonly sent: Sent | undefined
  readonly error: string | undefined
}

export function StreamFields({ catalog, chosen, sent, error }: StreamFieldsProps) {
  const isOn = ({ name }: CatalogStream) =>
    sent === undefined ? chosen === undefined || name in chosen : `streams.${name}` in sent
  const chosenIn = (stream: CatalogStream, part: 'strategy' | 'cursor' | 'behaviour') =>
    sent?.[`streams.${stream.name}.${part}`] ?? chosen?.[stream.name]?.[part]
  return (
    <fieldset class="card">
      <legend class="visually-hidden">Streams</legend>
      <h2>Streams</h2>
      {error === undefined ? null : <span class="error">{error}</span>}
      <ul class="quiet">
        <li>
          Incremental reads what is new since the last run, told by the cursor (created_at misses edits); full
          refresh reads everything.
        </li>
        <li>
          Merge keeps one row a record and marks what is gone; append keeps every version; replace removes
          what is gone.
        </li>
      </ul>
      <Table caption="Streams" columns={columnsOf(isOn, chosenIn)} rows={catalog} />
      <details>
        <summary>Leave columns out, or land a hash of them</summary>
        {catalog.map((stream) => (
          <Columns
            stream={stream}
            chosenIn={(field) =>
              sent?.[`streams.${stream.name}.columns.${field}`] ?? chosen?.[stream.name]?.columns?.[field]
            }
          />
        ))}
      </details>
    </fieldset>
  )
}

type Part = 'strategy' | 'cursor' | 'behaviour'

function columnsOf(
  isOn: (stream: CatalogStream) => boolean,
  chosenIn: (stream: CatalogStream, part: Part) => string | undefined,
): readonly Column<CatalogStream>[] {
  const choice =
    (part: Part, values: (stream: CatalogStream) => readonly string[], wordsOf: ChoiceProps['wordsOf']) =>
    (stream: CatalogStream) => (
      <Choice {...{ stream, part, wordsOf }} values={values(stream)} value={chosenIn(stream, part)} />
    )
  return [
    {
      head: 'Stream',
      kind: 'main',
      cell: (stream) => (
        <>
          <label class="choice">
            <input type="checkbox" name={`streams.${stream.name}`} checked={isOn(stream)} />
            <strong>{stream.title}</strong>
          </label>
          <span class="help">{stream.description}</span>
        </>
      ),
    },
    {
      head: 'How it is read',
      cell: choice('strategy', ({ strategies }) => [...strategies].reverse(), wordsFor),
    },
    { head: 'Cursor', cell: choice('cursor', ({ cursorFields }) => cursorFields, columnFor) },
    { head: 'How rows land', cell: choice('behaviour', ({ behaviours }) => behaviours, wordsFor) },
  ]
}

interface ChoiceProps {
  readonly stream: CatalogStream
  readonly part: Part
  readonly values: readonly string[]
  readonly value: string | undefined
  readonly wordsOf: (value: string, stream: CatalogStream) => string
}

/** A choice only where there is one. */
function Choice({ stream, part, values, value, wordsOf }: ChoiceProps) {
  const [only = '–'] = values
  if (values.length < 2) return <span class="quiet">{wordsOf(only, stream)}</span>
  return (
    <select name={`streams.${stream.name}.${part}`} aria-label={`${part} of ${stream.title}`}>
      {values.map((one) => (
        <option value={one} selected={one === value}>
          {wordsOf(one, stream)}
        </option>
      ))}
    </select>
  )
}

const wordsFor = (value: string) => words[value] ?? value

/** Under the name that it has in the table. */
const columnFor = (value: string, { columns }: CatalogStream) =>
  columns.find(({ field }) => field === value)?.name ?? value

const words: Readonly<Record<string, string>> = {
  full_refresh: 'full refresh',
}

interface ColumnsProps {
  readonly stream: CatalogStream
  readonly chosenIn: (field: string) => string | undefined
}

const Columns = ({ stream, chosenIn }: ColumnsProps) => (
  <details class="stream">
    <summary>{stream.title}</summary>
    <div class="columns">
      {stream.columns
        .filter(({ kept }) => !kept)
        .map((column) => (
          <ColumnField stream={stream} column={column} value={chosenIn(column.field)} />
        ))}
    </div>
  </details>
)

interface ColumnFieldProps {
  readonly stream: CatalogStream
  readonly column: CatalogColumn
  readonly value: string | undefined
}

function ColumnField({ stream, column: { field, name }, value }: ColumnFieldProps) {
  const id = `column-${stream.name}-${field}`
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <select
        id={id}
        name={`streams.${stream.name}.columns.${field}`}
        aria-label={`${name} of ${stream.title}`}
      >
        <option value="">as it is</option>
        <option value="leave_out" selected={value === 'leave_out'}>
          leave out
        </option>
        <option value="hash" selected={value === 'hash'}>
          hash
        </option>
      </select>
    </div>
  )
}
