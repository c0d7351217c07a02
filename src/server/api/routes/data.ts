import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { nothing, paging, pagingOf } from '../shapes/basics.ts'
import { answer, question, statement, table } from '../shapes/data.ts'

export const data: readonly Route[] = [
  route('get /syncs/{id}/tables', {
    summary: 'The landed tables',
    takes: nothing,
    answer: z.array(table),
    handle: ({ control, params }) => control.data.tables(params.id),
  }),
  route('get /syncs/{id}/tables/{table}/rows', {
    summary: 'Rows of a table',
    takes: paging,
    answer: answer,
    handle: ({ control, params, taken }) => control.data.rows(params.id, params.table, pagingOf(taken)),
  }),
  route('post /syncs/{id}/query', {
    summary: 'Ask the landed tables one read-only statement; at most 1,000 rows and 30 seconds',
    takes: statement,
    answer: answer,
    handle: ({ control, params, taken, signal }) => control.data.query(params.id, taken.sql, signal),
  }),
  route('get /questions', {
    summary: 'Ready-made questions',
    takes: nothing,
    answer: z.array(question),
    handle: ({ control }) => control.questions(),
  }),
]
