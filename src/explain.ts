import { closest, distance } from 'fastest-levenshtein'
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
  // What is misspelt is missing too: the word that was written leads to the cure.
  const { issues } = result.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  const path = [place, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.')
  const message = issue ? sentence(issue, path, schema, value) : 'The configuration is not valid.'
  throw new SyncError('config', message, { code: 'config_invalid', field: fieldAt(path, issue) })
}

/** A key that is not known is at fault itself, not what holds it. */
function fieldAt(path: string, issue: z.core.$ZodIssue | undefined): string {
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  return [path, key ?? ''].filter((part) => part !== '').join('.')
}

/** A word the user wrote that is none of the valid ones. */
export function unknownWord(what: string, word: string, valid: readonly string[], field?: string): SyncError {
  const near = valid.filter((known) => areNear(word.toLowerCase(), known.toLowerCase()))
  const meant = near.length > 0 ? `; did you mean "${closest(word, near)}"?` : '.'
  const all = valid.length > 0 ? ` Valid: ${valid.join(', ')}.` : ''
  return new SyncError('config', `${what} "${word}" is not known${meant}${all}`, {
    code: 'unknown_word',
    field,
  })
}

/** Another word altogether is nobody's slip: a suggestion would only mislead. */
function areNear(word: string, known: string): boolean {
  const [shorter, longer] = word.length < known.length ? [word, known] : [known, word]
  const isPart = shorter.length >= 3 && longer.includes(shorter)
  const isMixedUp = lettersOf(word) === lettersOf(known)
  return isPart || isMixedUp || distance(word, known) <= 0.4 * longer.length
}

const lettersOf = (word: string): string => [...word].sort().join('')

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
  if (issue.code === 'invalid_type')
    return `${where} must be of type ${typeNames[issue.expected] ?? issue.expected}.`
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `${where} must be at least ${issue.minimum}.`
  if (issue.code === 'too_big' && issue.origin === 'number')
    return `${where} must be at most ${issue.maximum}.`
  if (issue.code === 'too_small' && issue.minimum === 1) return `${where} must not be empty.`
  return `${where} is not valid: ${issue.message}.`.replace(/\.\.$/, '.')
}

const typeNames: Readonly<Record<string, string>> = { record: 'object' }

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
    (outer, key) => Reflect.get(shapeOf(outer), key) ?? valueTypeOf(outer),
    schema,
  )
  return Object.keys(shapeOf(inner))
}

const shapeOf = (schema: unknown): object => asObject(Reflect.get(unwrap(schema), 'shape'))
const valueTypeOf = (schema: unknown): unknown => Reflect.get(definitionOf(unwrap(schema)), 'valueType')
const definitionOf = (schema: object): object => asObject(Reflect.get(schema, 'def'))

// Optional and default wrappers are looked through: the user sees keys, not zod's types.
function unwrap(schema: unknown): object {
  const inner: unknown = Reflect.get(definitionOf(asObject(schema)), 'innerType')
  return inner === undefined ? asObject(schema) : unwrap(inner)
}
