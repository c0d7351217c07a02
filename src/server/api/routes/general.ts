import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { nothing } from '../shapes/basics.ts'
import { catalogStream, forms, overview } from '../shapes/general.ts'

export const general: readonly Route[] = [
  route('get /forms', {
    summary: 'The forms of connections, parameters and warehouses',
    takes: nothing,
    answer: forms,
    handle: ({ control }) => control.forms(),
  }),
  route('get /catalog', {
    summary: 'The streams with their keys, strategies, cursors and columns',
    takes: nothing,
    answer: z.array(catalogStream),
    handle: ({ control }) => control.catalog(),
  }),
  route('get /overview', {
    summary: 'How everything stands',
    takes: nothing,
    answer: overview,
    handle: ({ control }) => control.overview(),
  }),
]
