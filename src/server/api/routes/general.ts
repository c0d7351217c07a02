import { z } from 'zod'
import { type Route, route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { nothing } from '../shapes.ts'

export const general: readonly Route[] = [
  route('get /forms', {
    summary: 'The forms of connections, parameters and warehouses',
    takes: nothing,
    answer: shapes.anything,
    handle: ({ control }) => control.forms(),
  }),
  route('get /catalog', {
    summary: 'The streams with their keys, strategies, cursors and columns',
    takes: nothing,
    answer: z.array(shapes.anything),
    handle: ({ control }) => control.catalog(),
  }),
  route('get /overview', {
    summary: 'How everything stands',
    takes: nothing,
    answer: shapes.anything,
    handle: ({ control }) => control.overview(),
  }),
]
