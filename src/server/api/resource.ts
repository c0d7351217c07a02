import type { z } from 'zod'
import type { Control } from '../../control/control.ts'
import type { Paging } from '../../control/views.ts'
import { type Route, route } from './route.ts'
import { empty, listOf, nothing, paging, pagingOf } from './shapes/basics.ts'

/** What is listed, made, read, changed and removed by its id. */
interface Resource<Input extends z.ZodType> {
  readonly path: string
  readonly input: Input
  readonly view: z.ZodType
  readonly summaries: Readonly<Record<'list' | 'create' | 'get' | 'update' | 'remove', string>>
  of(control: Control): Operations<z.infer<Input>>
}

interface Operations<Input> {
  list(paging: Paging): Promise<unknown>
  create(input: Input): Promise<unknown>
  get(id: string): Promise<unknown>
  update(id: string, input: Input): Promise<unknown>
  remove(id: string): Promise<void>
}

/** The five routes that every resource has. */
export function resourceRoutes<Input extends z.ZodType>(resource: Resource<Input>): readonly Route[] {
  const { path, input, view, summaries, of } = resource
  return [
    route(`get ${path}`, {
      summary: summaries.list,
      takes: paging,
      answer: listOf(view),
      handle: ({ control, taken }) => of(control).list(pagingOf(taken)),
    }),
    route(`post ${path}`, {
      summary: summaries.create,
      takes: input,
      answer: view,
      status: 201,
      handle: ({ control, taken }) => of(control).create(taken),
    }),
    route(`get ${path}/{id}`, {
      summary: summaries.get,
      takes: nothing,
      answer: view,
      handle: ({ control, params }) => of(control).get(params.id),
    }),
    route(`put ${path}/{id}`, {
      summary: summaries.update,
      takes: input,
      answer: view,
      handle: ({ control, params, taken }) => of(control).update(params.id, taken),
    }),
    route(`delete ${path}/{id}`, {
      summary: summaries.remove,
      takes: nothing,
      answer: empty,
      status: 204,
      handle: ({ control, params }) => of(control).remove(params.id),
    }),
  ]
}
