import { z } from 'zod'

const shape = z.looseObject({
  const: z.json().optional(),
  enum: z.array(z.json()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  minItems: z.number().default(0),
  minimum: z.number().default(1),
})

const plain: Readonly<Record<string, unknown>> = { string: 'x', boolean: false, array: [], object: {} }

/** The smallest value that fits a JSON schema as our routes write them. */
export function sampleOf(schema: unknown): unknown {
  const it = shape.parse(schema)
  const choice = (it.oneOf ?? it.anyOf)?.[0]
  if (it.const !== undefined) return it.const
  if (it.enum !== undefined) return it.enum[0]
  if (choice !== undefined) return sampleOf(choice)
  if (it.type === 'object')
    return Object.fromEntries(it.required.map((name) => [name, sampleOf(it.properties[name])]))
  if (it.type === 'array') return Array.from({ length: it.minItems }, () => sampleOf(it.items))
  return it.type === 'number' || it.type === 'integer' ? it.minimum : plain[String(it.type)]
}

/** A value of another type than the schema's. */
export const misfitOf = (schema: unknown): unknown => {
  const { type } = shape.parse(schema)
  return type === 'array' || type === 'object' ? 'x' : []
}

export const partsOf = (schema: unknown) => {
  const { properties, required } = shape.parse(schema)
  return { properties, required }
}
