import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedControl } from '../../../src/app.ts'
import { openApiDocument } from '../../../src/server/api/openapi.ts'
import { apiRoutes } from '../../../src/server/api/routes.ts'
import { error } from '../../../src/server/api/shapes/basics.ts'
import { createServer } from '../../../src/server/app.ts'
import { front } from '../../../src/server/front.ts'
import { largestBody } from '../../../src/server/guard.ts'
import { settleAdminToken } from '../../../src/server/tokens.ts'
import { openTestControl } from '../../support/control.ts'
import { misfitOf, partsOf, sampleOf } from './sample.ts'

const token = 'a-token-for-this-test-alone'
let control: ServedControl
let server: ReturnType<typeof createServer>
beforeAll(async () => {
  control = await openTestControl()
  settleAdminToken(control, token)
  server = createServer({ control, front, version: '0' })
})
afterAll(() => control[Symbol.asyncDispose]())

const { paths } = openApiDocument(apiRoutes, '0')
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters, requestBody, responses }]) => ({
    ...{ address: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path },
    query: parameters.filter((one) => one.in === 'query'),
    body: requestBody?.content['application/json'].schema,
    statuses: Object.keys(responses).map(Number),
  })),
)
type Operation = (typeof operations)[number]

const taking = operations.filter(({ body }) => body !== undefined)
const changing = operations.filter(({ method }) => method !== 'GET')
const ofOne = operations.filter(({ path }) => path.includes('{id}'))

/** Asks for an id that is not there, with words that fit; answers only as the document says. */
async function ask(
  operation: Operation,
  {
    headers = {},
    body,
    search = '',
  }: { headers?: object; body?: string | ReadableStream; search?: string } = {},
) {
  const { method, path, statuses } = operation
  const place = path.replace('{id}', 'none').replace('{table}', 'none')
  const fitting = operation.body === undefined ? undefined : JSON.stringify(sampleOf(operation.body))
  const sent = body ?? fitting
  const answer = await server.request(`http://localhost${place}${search}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(sent === undefined ? {} : { body: sent, duplex: 'half' }),
  })
  expect(statuses, `${answer.status} is documented`).toContain(answer.status)
  const json: unknown = answer.status >= 400 ? await answer.json() : undefined
  if (answer.status >= 400) expect(error.parse(json)).toEqual(json)
  return { status: answer.status, ...(json === undefined ? {} : error.parse(json)) }
}

const json = (value: unknown) => ({ body: JSON.stringify(value) })
const fitting = ({ body }: Operation) => ({ ...Object(sampleOf(body)) })

describe.each(operations)('$address', (operation) => {
  it('takes nobody without a token', async () => {
    const refused = { status: 401, error: { code: 'unauthorized' } }
    expect(await ask(operation, { headers: { authorization: '' } })).toMatchObject(refused)
  })

  it('takes no words that it does not know', async () => {
    const refused = { status: 400, error: { code: 'bad_request', field: 'nobody_knows' } }
    expect(await ask(operation, { search: '?nobody_knows=1' })).toMatchObject(refused)
  })

  it.each(operation.query.filter(({ schema }) => 'minimum' in schema || 'enum' in schema))(
    'refuses what $name cannot be',
    async ({ name }) => {
      const refused = { status: 400, error: { code: 'bad_request', field: name } }
      expect(await ask(operation, { search: `?${name}=-1` })).toMatchObject(refused)
    },
  )
})

describe.each(changing)('$address', (operation) => {
  it.each([
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused from another site: %o', async (headers) => {
    expect(await ask(operation, { headers })).toMatchObject({ status: 403, error: { code: 'forbidden' } })
  })
})

describe.each(ofOne)('$address', (operation) => {
  it('says that what is not there is not there', async () => {
    const answer = await ask(operation)
    expect(answer).toMatchObject({ status: 404, error: { kind: 'not_found' } })
    expect(answer.error?.message).toContain('"none"')
  })
})

describe.each(taking)('$address', (operation) => {
  const { properties, required } = partsOf(operation.body)

  it('takes JSON alone', async () => {
    const refused = { status: 400, error: { code: 'bad_request' } }
    expect(await ask(operation, { body: '{' })).toMatchObject(refused)
    expect(await ask(operation, json([]))).toMatchObject(refused)
    expect(await ask(operation, json(null))).toMatchObject(refused)
    expect(await ask(operation, { headers: { 'content-type': 'text/plain' } })).toMatchObject(refused)
  })

  it('names the field that is missing, of another type or not known', async () => {
    const refused = (field: string) => ({ status: 400, error: { code: 'bad_request', field } })
    for (const name of required) {
      const { [name]: _, ...rest } = fitting(operation)
      expect(await ask(operation, json(rest))).toMatchObject(refused(name))
    }
    for (const [name, schema] of Object.entries(properties)) {
      const changed = { ...fitting(operation), [name]: misfitOf(schema) }
      expect(await ask(operation, json(changed))).toMatchObject(refused(name))
    }
    expect(await ask(operation, json({ ...fitting(operation), nobody_knows: 1 }))).toMatchObject(
      refused('nobody_knows'),
    )
  })

  it('takes no body that is too large, whether its length is told or not', async () => {
    const refused = { status: 413, error: { code: 'too_large' } }
    const large = JSON.stringify({ nobody_knows: 'x'.repeat(largestBody) })
    expect(await ask(operation, { body: large })).toMatchObject(refused)
    expect(await ask(operation, { body: new Blob([large]).stream() })).toMatchObject(refused)
  })
})

describe.each(Object.keys(paths))('%s', (path) => {
  it('says which methods it has', async () => {
    const answer = await server.request(`http://localhost${path}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(405)
    expect(error.parse(await answer.json()).error.code).toBe('no_such_method')
    const has = operations.filter((one) => one.path === path).map(({ method }) => method)
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(has.sort())
  })
})
