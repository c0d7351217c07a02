import { z } from 'zod'

/** A setting as a form asks for it. */
export interface FormField {
  /** A path with dots where the setting is nested: `auth.method`. */
  readonly name: string
  readonly label: string
  readonly help: string
  readonly type: 'text' | 'choice' | 'number'
  readonly secret: boolean
  readonly required: boolean
  /** May be several lines, a private key say. */
  readonly multiline?: boolean
  readonly placeholder?: string
  readonly default?: string
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** Only asked for while the other field has one of these values. */
  readonly dependsOn?: { readonly field: string; readonly values: readonly string[] }
}

/** The fields of a form from what it must come to: titles, help and secrets stand in zod's `.meta`. */
export function formOf(schema: z.ZodType, prefix = ''): readonly FormField[] {
  const object = unwrap(schema)
  if (!(object instanceof z.ZodObject)) return []
  return Object.entries(object.shape).flatMap(([key, type]) =>
    type instanceof z.ZodType ? fieldsOf(`${prefix}${key}`, type) : [],
  )
}

function fieldsOf(name: string, type: z.ZodType): readonly FormField[] {
  const inner = unwrap(type)
  if (inner instanceof z.ZodLiteral) return []
  if (inner instanceof z.ZodDiscriminatedUnion) return fieldsOfUnion(name, inner)
  return [fieldOf(name, type)]
}

/** A choice, and after it what each of its answers asks for. */
function fieldsOfUnion(name: string, union: z.ZodDiscriminatedUnion): readonly FormField[] {
  const { discriminator } = union.def
  const field = `${name}.${discriminator}`
  const options = union.options.flatMap((option) => {
    const object = option instanceof z.ZodObject ? option : undefined
    const literal = object?.shape[discriminator]
    return object && literal instanceof z.ZodLiteral ? [{ object, value: String(literal.value) }] : []
  })
  const choices = options.map(({ value }) => ({ value, label: labelOf(value) }))
  const chosen: FormField = { ...plain(field), type: 'choice', required: true, choices }
  const asked = new Map<string, FormField>()
  for (const { object, value } of options)
    for (const one of formOf(object, `${name}.`)) {
      const values = [...(asked.get(one.name)?.dependsOn?.values ?? []), value]
      const required = one.required && (asked.get(one.name)?.required ?? true)
      asked.set(one.name, { ...one, required, dependsOn: { field, values } })
    }
  return [chosen, ...asked.values()]
}

const meta = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
  multiline: z.boolean().optional(),
  examples: z.array(z.string()).optional(),
})

function fieldOf(name: string, type: z.ZodType): FormField {
  const { title, description, secret, multiline, examples } = { ...metaOf(unwrap(type)), ...metaOf(type) }
  const inner = unwrap(type)
  const standard = type instanceof z.ZodDefault ? String(type.def.defaultValue) : undefined
  return {
    ...plain(name),
    ...(title === undefined ? {} : { label: title }),
    help: description ?? '',
    type: inner instanceof z.ZodNumber ? 'number' : 'text',
    secret: secret ?? false,
    required: !type.safeParse(undefined).success,
    ...(multiline === undefined ? {} : { multiline }),
    ...(examples?.[0] === undefined ? {} : { placeholder: examples[0] }),
    ...(standard === undefined ? {} : { default: standard }),
  }
}

const metaOf = (type: z.ZodType) => meta.parse(type.meta() ?? {})

const plain = (name: string): FormField => ({
  name,
  label: labelOf(name.split('.').at(-1) ?? name),
  help: '',
  type: 'text',
  secret: false,
  required: false,
})

/** `stagingSchema` → `Staging schema`, `key_pair` → `Key pair`. */
function labelOf(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function unwrap(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodNullable) {
    const inner = type.unwrap()
    return inner instanceof z.ZodType ? unwrap(inner) : type
  }
  return type
}
