import { z } from 'zod'
import { resourceRoutes } from '../resource.ts'
import { type Route, route } from '../route.ts'
import { nothing } from '../shapes/basics.ts'
import {
  choice,
  clause,
  clauseFinding,
  connection,
  connectionInput,
  spaceSearch,
  steps,
} from '../shapes/connections.ts'
import { stepsOf } from '../steps.ts'

export const connections: readonly Route[] = [
  ...resourceRoutes({
    path: '/connections',
    input: connectionInput,
    view: connection,
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
    answer: steps,
    handle: ({ control, params, signal }) => stepsOf(control.connections.check(params.id, signal)),
  }),
  route('post /connections/check', {
    summary: 'Test a connection that is not saved',
    takes: connectionInput,
    answer: steps,
    handle: ({ control, taken, signal }) => stepsOf(control.connections.checkInput(taken, signal)),
  }),
  route('post /connections/{id}/clause', {
    summary: 'Ask the site about a clause: accepted, how many match, the whole query',
    takes: clause,
    answer: clauseFinding,
    handle: ({ control, params, taken, signal }) =>
      control.syncs.checkClause(params.id, taken.clause, signal),
  }),
  route('get /connections/{id}/spaces', {
    summary: 'Spaces to pick from',
    takes: spaceSearch,
    answer: z.array(choice),
    handle: ({ control, params, taken, signal }) =>
      control.syncs.spaces(params.id, taken.search ?? '', signal),
  }),
]
