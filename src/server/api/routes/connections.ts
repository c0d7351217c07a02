import { z } from 'zod'
import { resourceRoutes } from '../resource.ts'
import { type Route, route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { nothing } from '../shapes.ts'
import { stepsOf } from '../steps.ts'

export const connections: readonly Route[] = [
  ...resourceRoutes({
    path: '/connections',
    input: shapes.connectionInput,
    view: shapes.connection,
    of: (control) => control.connections,
    summaries: {
      list: 'Connections by name',
      create: 'Make a connection',
      get: 'One connection, without its secrets',
      update: 'Change a connection; secrets that are left out stay',
      remove: 'Remove a connection that no sync uses',
    },
  }),
  route('post /connections/{id}/check', {
    summary: 'Test a connection',
    takes: nothing,
    answer: shapes.steps,
    handle: ({ control, params, signal }) => stepsOf(control.connections.check(params.id, signal)),
  }),
  route('post /connections/check', {
    summary: 'Test a connection that is not saved',
    takes: shapes.connectionInput,
    answer: shapes.steps,
    handle: ({ control, taken, signal }) => stepsOf(control.connections.checkInput(taken, signal)),
  }),
  route('post /connections/{id}/clause', {
    summary: 'Ask the site about a clause: accepted, how many match, the whole query',
    takes: z.strictObject({ clause: z.string().max(10_000) }),
    answer: shapes.anything,
    handle: ({ control, params, taken, signal }) =>
      control.syncs.checkClause(params.id, taken.clause, signal),
  }),
  route('get /connections/{id}/spaces', {
    summary: 'Spaces to pick from',
    takes: z.strictObject({ search: z.string().max(200).optional() }),
    answer: z.array(z.object({ value: z.string(), label: z.string() })),
    handle: ({ control, params, taken, signal }) =>
      control.syncs.spaces(params.id, taken.search ?? '', signal),
  }),
]
