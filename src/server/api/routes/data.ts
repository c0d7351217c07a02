import { z } from 'zod'
import { type Route, route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { nothing, paging, pagingOf } from '../shapes.ts'

export const data: readonly Route[] = [
  route('get /syncs/{id}/tables', {
    summary: 'The landed tables',
    takes: nothing,
    answer: z.array(shapes.anything),
    handle: ({ control, params }) => control.data.tables(params.id),
  }),
  route('get /syncs/{id}/tables/{table}/rows', {
    summary: 'Rows of a table',
    takes: paging,
    answer: shapes.answer,
    handle: ({ control, params, taken }) => control.data.rows(params.id, params.table, pagingOf(taken)),
  }),
  route('post /syncs/{id}/query', {
    summary: 'Ask the landed tables one read-only statement; at most 1,000 rows and 30 seconds',
    takes: z.strictObject({ sql: z.string() }),
    answer: shapes.answer,
    handle: ({ control, params, taken, signal }) => control.data.query(params.id, taken.sql, signal),
  }),
  route('get /questions', {
    summary: 'Ready-made questions',
    takes: nothing,
    answer: z.array(z.object({ title: z.string(), sql: z.string() })),
    handle: ({ control }) => control.questions(),
  }),
]
