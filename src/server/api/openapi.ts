import { z } from 'zod'
import type { Route } from './route.ts'
import { error } from './shapes/basics.ts'
import { connection } from './shapes/connections.ts'
import { run } from './shapes/runs.ts'
import { sync } from './shapes/syncs.ts'

/** Told once, and named wherever they stand. */
const named = { Error: error, Connection: connection, Sync: sync, Run: run } as const
const names = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries(named)) names.add(schema, { id })

const failures = {
  400: 'The request is not what the route takes',
  401: 'No session and no token',
  403: 'From another site, or without the CSRF token of the session',
  404: 'Not there',
  405: 'The path has other methods; `Allow` names them',
  409: 'At odds with how things stand',
  413: 'Too large',
  422: 'A setting is wrong; `field` names it',
  429: 'Too many wrong tokens; `Retry-After` says when to try again',
  500: 'A bug; the log of the server says more',
  502: 'The site answered what it should not',
  503: 'Trying again later may help',
} as const

/** The API as an OpenAPI 3.1 document, from the same table that it is served from. */
export function openApiDocument(routes: readonly Route[], version: string) {
  const paths: Record<string, Record<string, ReturnType<typeof operation>>> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  return {
    openapi: '3.1.0',
    info: { title: 'confluence-sync', version, description: 'Send the admin token as a bearer token.' },
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: namedSchemas(),
    },
    paths,
  }
}

function operation({ method, path, summary, query, body, answer, status, type }: Route) {
  const failed = { content: { 'application/json': { schema: schemaOf(error) } } }
  return {
    summary,
    operationId: `${method}${path.replace('/api/v1', '').replaceAll(/[/{}._]+/g, '_')}`.replace(/_$/, ''),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      [status]:
        status === 204
          ? { description: 'Done' }
          : { description: 'What was asked for', content: { [type]: { schema: schemaOf(answer) } } },
      ...Object.fromEntries(
        Object.entries(failures).map(([code, description]) => [code, { description, ...failed }]),
      ),
    },
  }
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }))
}

function queryParameters(query: z.ZodObject) {
  return Object.entries(query.shape).map(([name, type]) => ({
    ...{ name, in: 'query', required: false },
    schema: type instanceof z.ZodType ? schemaOf(type) : {},
  }))
}

const placeOf = (id: string) => `#/components/schemas/${id}`

function namedSchemas() {
  const { schemas } = z.toJSONSchema(names, { io: 'input', uri: placeOf })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  )
}

function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const id = names.get(schema)?.id
  if (id !== undefined) return { $ref: placeOf(id) }
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io: 'input', metadata: names })
  // Each is written as a document of its own, which would hold what it names.
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', `"${placeOf('')}`))
}
