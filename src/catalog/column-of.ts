import { z } from 'zod'
import { SyncError } from '../contract/errors.ts'
import type { Column, ColumnType } from '../contract/table.ts'
import { snakeCase } from './snake-case.ts'

/** The column that a row's field lands in. Throws SyncError `bug` for a type that no column can hold. */
export function columnOf(field: string, schema: z.core.$ZodType): Column {
  const { inner, nullable, comment } = unwrap(schema)
  const type = typeOf(inner)
  if (type === undefined) throw unknownType(field, inner)
  return { field, name: snakeCase(field), type, nullable, ...(comment === undefined ? {} : { comment }) }
}

/** Zod's classes and the column type of each; the first that fits counts. */
const types: readonly (readonly [ColumnType, (schema: z.core.$ZodType) => boolean])[] = [
  ['timestamp', (schema) => schema instanceof z.ZodISODateTime || schema instanceof z.ZodDate],
  ['text', (schema) => schema instanceof z.ZodString || schema instanceof z.ZodStringFormat],
  ['text', (schema) => schema instanceof z.ZodEnum || schema instanceof z.ZodTemplateLiteral],
  ['integer', (schema) => schema instanceof z.ZodNumber && schema.isInt],
  ['number', (schema) => schema instanceof z.ZodNumber],
  ['boolean', (schema) => schema instanceof z.ZodBoolean],
  ['json', (schema) => schema instanceof z.ZodArray || schema instanceof z.ZodTuple],
  ['json', (schema) => schema instanceof z.ZodObject || schema instanceof z.ZodRecord],
]

function typeOf(schema: z.core.$ZodType): ColumnType | undefined {
  return types.find(([, fits]) => fits(schema))?.[0]
}

interface Unwrapped {
  readonly inner: z.core.$ZodType
  readonly nullable: boolean
  readonly comment: string | undefined
}

/** The outermost description wins: it is the one written last. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  const comment = z.globalRegistry.get(schema)?.description
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    const below = unwrap(schema.unwrap())
    return { ...below, nullable: true, comment: comment ?? below.comment }
  }
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodDefault) {
    const below = unwrap(schema.unwrap())
    return { ...below, comment: comment ?? below.comment }
  }
  return { inner: schema, nullable: false, comment }
}

function unknownType(field: string, schema: z.core.$ZodType): SyncError {
  const type = schema._zod.def.type
  return new SyncError(
    'bug',
    `The field ${field} has the type ${type}, which no column can hold: declare another type for it.`,
    { code: 'unknown_column_type' },
  )
}
