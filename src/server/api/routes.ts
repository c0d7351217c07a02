import { z } from 'zod'
import type { CheckStep } from '../../contract/plugin.ts'
import { followAsEvents } from './events.ts'
import { type Route, route } from './route.ts'
import * as shapes from './shapes.ts'
import { pagingOf } from './shapes.ts'

const { paging, anything, empty, listOf } = shapes

const connections: readonly Route[] = [
  route('get /forms', {
    summary: 'The forms of connections, parameters and warehouses',
    answer: anything,
    handle: ({ control }) => control.forms(),
  }),
  route('get /catalog', {
    summary: 'The streams with their keys, strategies, cursors and columns',
    answer: z.array(anything),
    handle: ({ control }) => control.catalog(),
  }),
  route('get /overview', {
    summary: 'How everything stands',
    answer: anything,
    handle: ({ control }) => control.overview(),
  }),
  route('get /connections', {
    summary: 'Connections by name',
    query: paging,
    answer: listOf(shapes.connection),
    handle: ({ control, query }) => control.connections.list(pagingOf(query)),
  }),
  route('post /connections', {
    summary: 'Make a connection',
    body: shapes.connectionInput,
    answer: shapes.connection,
    status: 201,
    handle: ({ control, body }) => control.connections.create(body),
  }),
  route('get /connections/{id}', {
    summary: 'One connection, without its secrets',
    answer: shapes.connection,
    handle: ({ control, params }) => control.connections.get(params.id),
  }),
  route('put /connections/{id}', {
    summary: 'Change a connection; secrets that are left out stay',
    body: shapes.connectionInput,
    answer: shapes.connection,
    handle: ({ control, params, body }) => control.connections.update(params.id, body),
  }),
  route('delete /connections/{id}', {
    summary: 'Remove a connection that no sync uses',
    answer: empty,
    status: 204,
    handle: ({ control, params }) => control.connections.remove(params.id),
  }),
  route('post /connections/{id}/check', {
    summary: 'Test a connection',
    answer: shapes.steps,
    handle: ({ control, params, signal }) => stepsOf(control.connections.check(params.id, signal)),
  }),
  route('post /connections/check', {
    summary: 'Test a connection that is not saved',
    body: shapes.connectionInput,
    answer: shapes.steps,
    handle: ({ control, body, signal }) => stepsOf(control.connections.checkInput(body, signal)),
  }),
  route('post /connections/{id}/clause', {
    summary: 'Ask the site about a clause: accepted, how many match, the whole query',
    body: z.strictObject({ clause: z.string().max(10_000) }),
    answer: anything,
    handle: ({ control, params, body, signal }) => control.syncs.checkClause(params.id, body.clause, signal),
  }),
  route('get /connections/{id}/spaces', {
    summary: 'Spaces to pick from',
    query: z.strictObject({ search: z.string().max(200).optional() }),
    answer: z.array(z.object({ value: z.string(), label: z.string() })),
    handle: ({ control, params, query, signal }) =>
      control.syncs.spaces(params.id, query.search ?? '', signal),
  }),
]

const syncs: readonly Route[] = [
  route('get /syncs', {
    summary: 'Syncs by name, with their last and their present run',
    query: paging,
    answer: listOf(shapes.sync),
    handle: ({ control, query }) => control.syncs.list(pagingOf(query)),
  }),
  route('post /syncs', {
    summary: 'Make a sync',
    body: shapes.syncInput,
    answer: shapes.sync,
    status: 201,
    handle: ({ control, body }) => control.syncs.create(body),
  }),
  route('get /syncs/{id}', {
    summary: 'One sync',
    answer: shapes.sync,
    handle: ({ control, params }) => control.syncs.get(params.id),
  }),
  route('put /syncs/{id}', {
    summary: 'Change a sync; secrets that are left out stay',
    body: shapes.syncInput,
    answer: shapes.sync,
    handle: ({ control, params, body }) => control.syncs.update(params.id, body),
  }),
  route('delete /syncs/{id}', {
    summary: 'Stop its runs and remove it; landed tables stay',
    answer: empty,
    status: 204,
    handle: ({ control, params }) => control.syncs.remove(params.id),
  }),
  route('post /syncs/{id}/pause', {
    summary: 'Let its slots pass',
    answer: shapes.sync,
    handle: ({ control, params }) => control.syncs.pause(params.id),
  }),
  route('post /syncs/{id}/resume', {
    summary: 'Run it by its schedule again',
    answer: shapes.sync,
    handle: ({ control, params }) => control.syncs.resume(params.id),
  }),
  route('post /syncs/{id}/run', {
    summary: 'Run it now',
    body: shapes.runOptions,
    answer: shapes.run,
    status: 202,
    handle: ({ control, params, body }) => control.runs.start(params.id, body),
  }),
  route('post /syncs/{id}/rebuild', {
    summary: 'Read these streams in full',
    body: z.strictObject({ streams: z.array(z.string()).min(1) }),
    answer: shapes.run,
    status: 202,
    handle: ({ control, params, body }) => control.runs.rebuild(params.id, body.streams),
  }),
  route('get /syncs/{id}/plan', {
    summary: 'What a run would do now and what it would take; writes nothing',
    answer: anything,
    handle: ({ control, params, signal }) => control.syncs.plan(params.id, signal),
  }),
  route('post /plans', {
    summary: 'What a run of a sync that is not saved would take; with an id, its stored secrets stand in',
    body: z.strictObject({ sync: shapes.syncInput, syncId: z.string().optional() }),
    answer: anything,
    handle: ({ control, body, signal }) => control.syncs.planInput(body.sync, signal, body.syncId),
  }),
  route('get /syncs/{id}/export', {
    summary: 'The configuration file for the command line, with variables where secrets stand',
    answer: anything,
    handle: ({ control, params }) => control.syncs.export(params.id),
  }),
  route('get /syncs/{id}/history', {
    summary: 'Runs that ended, oldest first, for pictures',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).optional() }),
    answer: z.array(anything),
    handle: ({ control, params, query }) => control.syncs.history(params.id, query.limit),
  }),
  route('get /syncs/{id}/freshness', {
    summary: 'When each stream last succeeded',
    answer: z.array(anything),
    handle: ({ control, params }) => control.syncs.freshness(params.id),
  }),
  route('post /warehouses/check', {
    summary: 'Test a warehouse',
    body: z.strictObject({ warehouse: z.record(z.string(), z.unknown()), syncId: z.string().optional() }),
    answer: shapes.steps,
    handle: ({ control, body, signal }) =>
      stepsOf(control.syncs.checkWarehouse(body.warehouse, signal, body.syncId)),
  }),
]

const runs: readonly Route[] = [
  route('get /runs', {
    summary: 'Runs, newest first',
    query: paging.extend({ sync_id: z.string().optional(), status: shapes.runStatus.optional() }),
    answer: listOf(shapes.run),
    handle: ({ control, query: { sync_id: syncId, status, ...rest } }) =>
      control.runs.list({ ...pagingOf(rest), syncId, status }),
  }),
  route('get /runs/{id}', {
    summary: 'One run with its streams',
    answer: shapes.run,
    handle: ({ control, params }) => control.runs.get(params.id),
  }),
  route('post /runs/{id}/cancel', {
    summary: 'Ask a run to stop',
    answer: shapes.run,
    status: 202,
    handle: ({ control, params }) => control.runs.cancel(params.id),
  }),
  route('get /runs/{id}/events', {
    summary: 'What a run says, as server-sent events: what was, then what comes until it ends',
    answer: z.string(),
    type: 'text/event-stream',
    handle: followAsEvents,
  }),
  route('get /runs/{id}/logs', {
    summary: 'The lines of a run, oldest first',
    query: paging.extend(shapes.logFilter.shape),
    answer: listOf(shapes.logLine),
    handle: ({ control, params, query: { page, page_size, ...filter } }) =>
      control.runs.logs(params.id, { ...pagingOf({ page, page_size }), ...filter }),
  }),
  route('get /runs/{id}/logs.txt', {
    summary: 'The same as a text to keep',
    query: shapes.logFilter,
    answer: z.string(),
    type: 'text/plain; charset=utf-8',
    async handle({ control, params, query, c }) {
      const lines: string[] = []
      for await (const line of control.runs.logText(params.id, query)) lines.push(line)
      c.header('content-disposition', `attachment; filename="run-${params.id}.txt"`)
      return c.text(lines.join(''))
    },
  }),
  route('get /runs/{id}/isolated', {
    summary: 'Records that could not be landed and still have not been',
    query: paging,
    answer: listOf(anything),
    handle: ({ control, params, query }) => control.runs.isolated(params.id, pagingOf(query)),
  }),
]

const data: readonly Route[] = [
  route('get /syncs/{id}/tables', {
    summary: 'The landed tables',
    answer: z.array(anything),
    handle: ({ control, params }) => control.data.tables(params.id),
  }),
  route('get /syncs/{id}/tables/{table}/rows', {
    summary: 'Rows of a table',
    query: paging,
    answer: shapes.answer,
    handle: ({ control, params, query }) => control.data.rows(params.id, params.table, pagingOf(query)),
  }),
  route('post /syncs/{id}/query', {
    summary: 'Ask the landed tables one read-only statement; at most 1,000 rows and 30 seconds',
    body: z.strictObject({ sql: z.string() }),
    answer: shapes.answer,
    handle: ({ control, params, body, signal }) => control.data.query(params.id, body.sql, signal),
  }),
  route('get /questions', {
    summary: 'Ready-made questions',
    answer: z.array(z.object({ title: z.string(), sql: z.string() })),
    handle: ({ control }) => control.questions(),
  }),
  route('get /notifications', {
    summary: 'What went wrong, and what is well again, newest first',
    query: paging,
    answer: listOf(anything),
    handle: ({ control, query }) => control.notifications.list(pagingOf(query)),
  }),
  route('post /notifications/seen', {
    summary: 'Take note of all of them',
    answer: empty,
    status: 204,
    handle: ({ control }) => control.notifications.markSeen(),
  }),
  route('get /notifications/settings', {
    summary: 'Whom to tell, without the address',
    answer: shapes.notificationSettings,
    handle: ({ control }) => control.notifications.settings(),
  }),
  route('put /notifications/settings', {
    summary: 'Say whom to tell; an address that is left out stays',
    body: shapes.notificationInput,
    answer: shapes.notificationSettings,
    handle: ({ control, body }) => control.notifications.update(body),
  }),
  route('post /notifications/test', {
    summary: 'Try the webhook',
    answer: z.object({ delivered: z.boolean(), message: z.string() }),
    handle: ({ control, signal }) => control.notifications.test(signal),
  }),
]

/** Every route of the API: what it takes, what it gives, what it does. */
export const apiRoutes: readonly Route[] = [...connections, ...syncs, ...runs, ...data]

async function stepsOf(steps: AsyncIterable<CheckStep>) {
  const taken: Pick<CheckStep, 'name' | 'passed' | 'message'>[] = []
  for await (const { name, passed, message } of steps) taken.push({ name, passed, message })
  return { passed: taken.every(({ passed }) => passed), steps: taken }
}
