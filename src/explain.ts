import { closest } from 'fastest-levenshtein'
import type { z } from 'zod'
import { SyncError } from './contract/errors.ts'

/**
 * The value, validated; or a `config` SyncError of one sentence that names the place and, for a word that is not
 * known, the nearest one that is. `place` is where the value stands in the file ("" for the whole of it).
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: string,
): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = [place, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.')
  throw new SyncError(
    'config',
    issue ? sentence(issue, path, schema, value) : 'The configuration is not valid.',
    {
      code: 'config_invalid',
    },
  )
}

/** A word the user wrote that is none of the valid ones. */
export function unknownWord(what: string, word: string, valid: readonly string[]): SyncError {
  const nearest =
    valid.length > 0 ? `; did you mean "${closest(word, [...valid])}"? Valid: ${valid.join(', ')}` : ''
  return new SyncError('config', `${what} "${word}" is not known${nearest}.`, { code: 'unknown_word' })
}

function sentence(issue: z.core.$ZodIssue, path: string, schema: z.ZodType, value: unknown): string {
  const where = path === '' ? 'The configuration' : `"${path}"`
  if (issue.code === 'unrecognized_keys') return unknownKey(issue, path, schema, value)
  if (issue.code === 'invalid_value') {
    const given = valueAt(value, issue.path)
    if (given === undefined) return `${where} is missing; it takes one of: ${issue.values.join(', ')}.`
    return unknownWord(where, String(given), issue.values.map(String)).message
  }
  if (issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined)
    return `${where} is missing; add it to the configuration.`
  if (issue.code === 'invalid_type') return `${where} must be of type ${issue.expected}.`
  return `${where} is not valid: ${issue.message}.`.replace(/\.\.$/, '.')
}

function unknownKey(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: string,
  schema: z.ZodType,
  value: unknown,
): string {
  const key = issue.keys[0] ?? ''
  const valid = keysAt(schema, issue.path).filter((name) => !(name in asObject(valueAt(value, issue.path))))
  return unknownWord(path === '' ? 'The key' : `In "${path}" the key`, key, valid).message
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => Reflect.get(asObject(inner), key), value)
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const inner = path.reduce<unknown>(
    (outer, key) => Reflect.get(shapeOf(outer), key) ?? elementOf(outer),
    schema,
  )
  return Object.keys(shapeOf(inner))
}

// Optional, default and union wrappers are looked through: the user sees keys, not zod's types.
function shapeOf(schema: unknown): object {
  const object = asObject(schema)
  const shape: unknown = Reflect.get(object, 'shape')
  if (shape !== undefined) return asObject(shape)
  const definition = asObject(Reflect.get(object, 'def'))
  const inner: unknown = Reflect.get(definition, 'innerType')
  if (inner !== undefined) return shapeOf(inner)
  const options: unknown = Reflect.get(definition, 'options')
  return Array.isArray(options) ? Object.assign({}, ...options.map(shapeOf)) : {}
}

function elementOf(schema: unknown): unknown {
  return Reflect.get(asObject(Reflect.get(asObject(schema), 'def')), 'valueType')
}
