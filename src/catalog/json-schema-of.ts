import { z } from 'zod'
import type { Stream } from '../contract/stream.ts'

/**
 * The landed record as JSON Schema (draft 2020-12), for manifests and for people who review it as a diff:
 * keys always in the same order, properties in the order of the row's fields.
 */
export function jsonSchemaOf<Client>(stream: Stream<Client>): Readonly<Record<string, unknown>> {
  const {
    $schema,
    type,
    title: _,
    description: __,
    ...rest
  } = z.toJSONSchema(stream.row, {
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  })
  return { $schema, title: stream.title, description: stream.description, type, ...rest }
}

/** `format` says the same as zod's date-time pattern, and no reader of a schema needs JavaScript's integer bounds. */
function dropNoise(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}
