import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** An OpenAPI 3.0 document as ajv can read it. */
export interface ApiDocument {
  /** The validator of one answer; undefined where the document gives no schema for it. */
  answer(path: string, method: string, status: number): ValidateFunction | undefined
  /** Whether the document knows this status for this route. */
  knows(path: string, method: string, status: number): boolean
  readonly paths: readonly string[]
}

/** A place where the document contradicts the recordings: a schema's property that may also be null. */
export type Nullable = readonly [schema: string, property: string]

export function readApiDocument(file: URL, nullables: readonly Nullable[] = []): ApiDocument {
  const document = JSON.parse(readFileSync(file, 'utf8'))
  for (const [schema, property] of nullables) tolerateNull(document, schema, property)
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
  addFormats.default(ajv)
  ajv.addFormat('binary', true)
  ajv.addSchema(toJsonSchema(document) as object, 'api')
  const compiled = new Map<string, ValidateFunction>()
  return {
    paths: Object.keys(document.paths),
    knows: (path, method, status) => document.paths[path]?.[method]?.responses?.[status] !== undefined,
    answer(path, method, status) {
      const schema =
        document.paths[path]?.[method]?.responses?.[status]?.content?.['application/json']?.schema
      if (schema === undefined) return undefined
      const steps = [
        'paths',
        path,
        method,
        'responses',
        String(status),
        'content',
        'application/json',
        'schema',
      ]
      const pointer = steps
        .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      const known = compiled.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` })
      compiled.set(pointer, known)
      return known
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a document of 600 kB without a type
function tolerateNull(document: any, schema: string, property: string): void {
  const properties = document.components.schemas[schema]?.properties
  const declared = properties?.[property]
  if (declared === undefined) throw new Error(`the document has no ${schema}.${property}`)
  properties[property] = { anyOf: [declared, { type: 'null' }] }
}

/** OpenAPI 3.0 says `nullable`, JSON Schema says a union with null; the rest is the same. */
export function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).filter(
    ([key]) => key !== 'nullable' && key !== 'example' && key !== 'xml',
  )
  const converted = Object.fromEntries(entries.map(([key, value]) => [key, toJsonSchema(value)]))
  return 'nullable' in node && node.nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted
}
