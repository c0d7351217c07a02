import { z } from 'zod'
import { bytesOf } from '../../bytes.ts'
import { followAsEvents } from '../events.ts'
import { type Route, route } from '../route.ts'
import { listOf, nothing, paging, pagingOf } from '../shapes/basics.ts'
import { isolated, logFilter, logLine, run, runFilter } from '../shapes/runs.ts'

export const runs: readonly Route[] = [
  route('get /runs', {
    summary: 'Runs, newest first',
    takes: runFilter,
    answer: listOf(run),
    handle: ({ control, taken: { sync_id: syncId, status, ...rest } }) =>
      control.runs.list({ ...pagingOf(rest), syncId, status }),
  }),
  route('get /runs/{id}', {
    summary: 'One run with its streams',
    takes: nothing,
    answer: run,
    handle: ({ control, params }) => control.runs.get(params.id),
  }),
  route('post /runs/{id}/cancel', {
    summary: 'Ask a run to stop',
    takes: nothing,
    answer: run,
    status: 202,
    handle: ({ control, params }) => control.runs.cancel(params.id),
  }),
  route('get /runs/{id}/events', {
    summary: 'What a run says, as server-sent events: what was, then what comes until it ends',
    takes: nothing,
    answer: z.string(),
    type: 'text/event-stream',
    handle: followAsEvents,
  }),
  route('get /runs/{id}/logs', {
    summary: 'The lines of a run, oldest first',
    takes: paging.extend(logFilter.shape),
    answer: listOf(logLine),
    handle: ({ control, params, taken: { page, page_size, ...filter } }) =>
      control.runs.logs(params.id, { ...pagingOf({ page, page_size }), ...filter }),
  }),
  route('get /runs/{id}/logs.txt', {
    summary: 'The same as a text to keep',
    takes: logFilter,
    answer: z.string(),
    type: 'text/plain; charset=utf-8',
    handle({ control, params, taken, c }) {
      const pieces = control.runs.logText(params.id, taken)
      c.header('content-type', 'text/plain; charset=utf-8')
      c.header('content-disposition', `attachment; filename="run-${params.id}.txt"`)
      return c.body(bytesOf(pieces))
    },
  }),
  route('get /runs/{id}/isolated', {
    summary: 'Records that could not be landed and still have not been',
    takes: paging,
    answer: listOf(isolated),
    handle: ({ control, params, taken }) => control.runs.isolated(params.id, pagingOf(taken)),
  }),
]
