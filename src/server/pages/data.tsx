import { type Context, Hono } from 'hono'
import { toSyncError } from '../../contract/errors.ts'
import type { Control } from '../../control/control.ts'
import type { Answer, Question, TableView } from '../../control/views.ts'
import { counted, spanOf } from '../../words.ts'
import { Csrf, csrfOf, page } from './parts/layout.tsx'
import { Empty, Notice } from './parts/notice.tsx'
import { pageOf } from './parts/paging.ts'
import { sentBy, sentForm } from './parts/settings.ts'
import { addressOf, type Column, Grid, Pager, Table } from './parts/table.tsx'
import { Time } from './parts/time.tsx'

export const dataPages = (control: Control) =>
  new Hono()
    .get('/data', (c) => syncs(control, c))
    .get('/data/:id', (c) => tables(control, c, c.req.param('id'), c.req.query('sql') ?? ''))
    .get('/data/:id/:table', (c) => rows(control, c, c.req.param('id'), c.req.param('table')))
    .post('/data/:id/query', async (c) => {
      const { sql = '' } = sentBy(await sentForm(c))
      const answer = await asked(control, c, c.req.param('id'), sql)
      if (c.req.header('hx-request') === 'true') return c.html(answer)
      return tables(control, c, c.req.param('id'), sql, answer)
    })

async function syncs(control: Control, c: Context) {
  const found = await control.syncs.list({ page: pageOf(c) })
  const [only] = found.items
  if (found.total === 1 && only !== undefined) return c.redirect(`/data/${only.id}`, 303)
  return page(
    c,
    { title: 'Data' },
    found.total === 0 ? (
      <Empty title="Nothing has landed yet">
        <p>Tables appear here as soon as a sync has run.</p>
        <a class="button primary" href="/syncs/new">
          New sync
        </a>
      </Empty>
    ) : (
      <section class="card">
        <p>Of which sync?</p>
        <ul>
          {found.items.map(({ id, name }) => (
            <li>
              <a href={`/data/${id}`}>{name}</a>
            </li>
          ))}
        </ul>
        <Pager page={found} path="/data" />
      </section>
    ),
  )
}

async function tables(control: Control, c: Context, id: string, sql: string, answer?: unknown) {
  const sync = await control.syncs.get(id)
  const found = await tablesOf(control, id)
  return page(
    c,
    { title: `Data of ${sync.name}` },
    <>
      <SqlBox id={id} csrf={csrfOf(c)} questions={control.questions()} sql={sql} answer={answer} />
      {'message' in found ? (
        <Notice tone="warn">{found.message}</Notice>
      ) : (
        <section class="card">
          <h2>Tables</h2>
          <Table caption="Tables" columns={columnsFor(id)} rows={found.tables} />
        </section>
      )}
    </>,
  )
}

// A warehouse that is away, or holds nothing yet, leaves the rest of the page as it is.
async function tablesOf(control: Control, id: string) {
  try {
    return { tables: await control.data.tables(id) }
  } catch (error) {
    return { message: toSyncError(error).message }
  }
}

const columnsFor = (id: string): readonly Column<TableView>[] => [
  {
    head: 'Table',
    kind: 'main',
    cell: ({ name, rows: count }) => (count === null ? name : <a href={`/data/${id}/${name}`}>{name}</a>),
  },
  {
    head: 'Live rows',
    kind: 'number',
    cell: ({ rows: count }) => (count === null ? 'not there yet' : counted(count)),
  },
  { head: 'Last synced', cell: ({ syncedAt }) => <Time at={syncedAt} /> },
  { head: 'What it holds', kind: 'wrap', cell: ({ comment }) => comment },
]

interface SqlBoxProps {
  readonly id: string
  readonly csrf: string
  readonly questions: readonly Question[]
  readonly sql: string
  readonly answer: unknown
}

const SqlBox = ({ id, csrf, questions, sql, answer }: SqlBoxProps) => (
  <section class="card">
    <h2>Ask in SQL</h2>
    <form
      class="fields"
      method="post"
      action={`/data/${id}/query`}
      hx-post={`/data/${id}/query`}
      hx-target="#answer"
      hx-disabled-elt="find button"
    >
      <Csrf token={csrf} />
      <ul class="questions">
        {questions.map((question) => (
          <li>
            <a href={addressOf(`/data/${id}`, { sql: question.sql })}>{question.title}</a>
          </li>
        ))}
      </ul>
      <div class="field">
        <label for="sql">SQL</label>
        <textarea
          id="sql"
          name="sql"
          class="code"
          rows={5}
          required
          spellcheck={false}
          aria-describedby="sql-help"
        >
          {sql}
        </textarea>
        <span class="help" id="sql-help">
          One statement that only reads. Choose a question above to begin with one that works.
        </span>
      </div>
      <div class="row">
        <button class="primary" type="submit">
          Ask
        </button>
        <span class="htmx-indicator">asking…</span>
      </div>
    </form>
    <div id="answer" aria-live="polite">
      {answer}
    </div>
  </section>
)

async function asked(control: Control, c: Context, id: string, sql: string) {
  try {
    return <Answered {...(await control.data.query(id, sql, c.req.raw.signal))} />
  } catch (error) {
    return <Notice tone="bad">{toSyncError(error).message}</Notice>
  }
}

const Answered = ({ columns, rows: found, truncated, durationMs }: Answer) => (
  <div class="fields">
    <p class="quiet">
      {`${counted(found.length)} ${found.length === 1 ? 'row' : 'rows'} in ${spanOf(durationMs)}`}
      {truncated ? '; there are more' : ''}
    </p>
    <Grid caption="Answer" columns={columns} rows={found} />
  </div>
)

async function rows(control: Control, c: Context, id: string, name: string) {
  const number = pageOf(c)
  const [sync, answer, all] = await Promise.all([
    control.syncs.get(id),
    control.data.rows(id, name, { page: number, pageSize: 25 }),
    control.data.tables(id),
  ])
  const table = all.find((one) => one.name === name)
  const first = (number - 1) * 25 + 1
  const last = first + answer.rows.length - 1
  return page(
    c,
    {
      title: name,
      about: table?.comment,
      actions: <a href={`/data/${id}`}>{`All tables of ${sync.name}`}</a>,
    },
    <>
      <section class="card">
        <h2>Rows</h2>
        {last >= first ? (
          <Grid caption={`Rows of ${name}`} columns={answer.columns} rows={answer.rows} />
        ) : (
          <p class="quiet">No row here.</p>
        )}
        <nav class="row" aria-label="Pages of this table">
          {number > 1 ? (
            <a class="button" href={`/data/${id}/${name}?page=${number - 1}`}>
              Back
            </a>
          ) : null}
          {last >= first ? <span>{`Rows ${counted(first)} to ${counted(last)}`}</span> : null}
          {answer.truncated ? (
            <a class="button" href={`/data/${id}/${name}?page=${number + 1}`}>
              More rows
            </a>
          ) : null}
        </nav>
      </section>
      <section class="card">
        <h2>Columns</h2>
        <Table caption={`Columns of ${name}`} columns={described} rows={table?.columns ?? []} />
      </section>
    </>,
  )
}

const described: readonly Column<TableView['columns'][number]>[] = [
  { head: 'Column', kind: 'main', cell: ({ name }) => <code>{name}</code> },
  { head: 'Type', cell: ({ type }) => type },
  { head: 'What it is', kind: 'wrap', cell: ({ comment }) => comment },
]
