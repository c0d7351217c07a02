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
  const { message, field } = explain(schema, value, result.error, { place })
  throw new SyncError('config', message, { code: 'config_invalid', field })
}

interface Named {
  readonly place?: string
  /** What the reader calls the whole. */
  readonly whole?: string
}

/** What is wrong with the value, in one sentence, and the path of what is at fault ("" for the whole of it). */
export function explain(
  schema: z.ZodType,
  value: unknown,
  error: z.ZodError,
  { place = '', whole = 'configuration' }: Named,
): { readonly message: string; readonly field: string } {
  const issues = error.issues.map(innermost)
  // What is misspelt is missing too: the word that was written leads to the cure.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  const path = [place, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.')
  const message = issue ? sentence(issue, { path, whole }, schema, value) : `The ${whole} is not valid.`
  return { message, field: fieldAt(path, issue) }
}

/** Where several shapes are taken, what is wrong farthest inside is of the one that was meant. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const [deepest] = issue.errors
    .flat()
    .map((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }))
    .toSorted((one, other) => other.path.length - one.path.length)
  return deepest !== undefined && deepest.path.length > issue.path.length ? deepest : issue
}

/** A key that is not known is at fault itself, not what holds it. */
function fieldAt(path: string, issue: z.core.$ZodIssue | undefined): string {
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  return [path, key ?? ''].filter((part) => part !== '').join('.')
}

const longestWord = 100

/** A word the user wrote that is none of the valid ones. */
export function unknownWord(what: string, word: string, valid: readonly string[], field?: string): SyncError {
  const near = valid.filter((known) => areNear(word.toLowerCase(), known.toLowerCase()))
  const meant = near.length > 0 ? `; did you mean "${closest(word, near)}"?` : '.'
  const all = valid.length > 0 ? ` Valid: ${valid.join(', ')}.` : ''
  const shown = word.length > longestWord ? `${word.slice(0, longestWord)}…` : word
  return new SyncError('config', `${what} "${shown}" is not known${meant}${all}`, {
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

interface At {
  readonly path: string
  readonly whole: string
}

function sentence(issue: z.core.$ZodIssue, { path, whole }: At, schema: z.ZodType, value: unknown): string {
  const where = path === '' ? `The ${whole}` : `"${path}"`
  if (issue.code === 'unrecognized_keys') return unknownKey(issue, path, schema, value)
  const given = valueAt(value, issue.path)
  const words = wordsOf(issue)
  if (words !== undefined && given === undefined)
    return `${where} is missing; it takes one of: ${words.join(', ')}.`
  if (words !== undefined) return unknownWord(where, textOf(given), words).message
  if ((issue.code === 'invalid_type' || issue.code === 'invalid_union') && given === undefined)
    return `${where} is missing; add it to the ${whole}.`
  if (issue.code === 'invalid_type')
    return `${where} must be of type ${typeNames[issue.expected] ?? issue.expected}.`
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `${where} must be at least ${issue.minimum}.`
  if (issue.code === 'too_big' && issue.origin === 'number')
    return `${where} must be at most ${issue.maximum}.`
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `${where} must be at most ${issue.maximum} characters long.`
  if (issue.code === 'too_small' && issue.minimum === 1) return `${where} must not be empty.`
  return `${where} is not valid: ${issue.message}.`.replace(/\.\.$/, '.')
}

const textOf = (given: unknown) => (typeof given === 'string' ? given : JSON.stringify(given))

/** Where only some words are taken: these. */
function wordsOf(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  if (issue.code === 'invalid_union' && 'options' in issue) return issue.options?.map(String)
  return undefined
}

const typeNames: Readonly<Record<string, string>> = { record: 'object', int: 'whole number' }

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
  const inner = path.reduce<readonly unknown[]>(
    (outer, key) => outer.flatMap(shapesOf).map((one) => Reflect.get(shapeOf(one), key) ?? valueTypeOf(one)),
    [schema],
  )
  return [...new Set(inner.flatMap(shapesOf).flatMap((one) => Object.keys(shapeOf(one))))]
}

/** Of a choice between several, each. */
function shapesOf(schema: unknown): readonly unknown[] {
  const options: unknown = Reflect.get(definitionOf(unwrap(schema)), 'options')
  return Array.isArray(options) ? options : [schema]
}

const shapeOf = (schema: unknown): object => asObject(Reflect.get(unwrap(schema), 'shape'))
const valueTypeOf = (schema: unknown): unknown => Reflect.get(definitionOf(unwrap(schema)), 'valueType')
const definitionOf = (schema: object): object => asObject(Reflect.get(schema, 'def'))

// Optional and default wrappers are looked through: the user sees keys, not zod's types.
function unwrap(schema: unknown): object {
  const inner: unknown = Reflect.get(definitionOf(asObject(schema)), 'innerType')
  return inner === undefined ? asObject(schema) : unwrap(inner)
}
