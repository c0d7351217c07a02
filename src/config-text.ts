import { readFile } from 'node:fs/promises'
import { SyncError } from './contract/errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The parsed file with every `${NAME}` replaced. Throws `config` errors that name the file, the line or the variable. */
export async function readConfigText(path: string, environment: Environment): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SyncError('config', unreadable(path, cause.code), { code: 'config_unreadable', cause })
  })
  return fillIn(parse(path, text), environment, '')
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the path given with --config',
  EACCES: 'this user may not read it; change its permissions',
  EISDIR: 'it is a folder; name the file itself',
}

const unreadable = (path: string, code: string | undefined) =>
  `The configuration ${path} cannot be read: ${reasons[code ?? ''] ?? code ?? 'unknown reason'}.`

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    // The parser's own message quotes the text around the fault, which may be a secret: only its place is told.
    const place = placeOf(text, cause)
    throw new SyncError(
      'config',
      `The configuration ${path} is not valid JSON${place}; correct it and run again.`,
      {
        code: 'config_not_json',
      },
    )
  }
}

function placeOf(text: string, cause: unknown): string {
  const position = /position (\d+)/.exec(String(cause))?.[1]
  if (position === undefined) return ''
  const before = text.slice(0, Number(position)).split('\n')
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

/** No configuration nests deeper, and what does would exhaust the stack. */
const deepest = 100

function fillIn(value: unknown, environment: Environment, path: string, depth = 0): unknown {
  if (depth > deepest) throw tooDeep()
  if (typeof value === 'string')
    return value.replace(/\$\{([^}]*)\}/g, (_, name: string) => lookUp(name, environment, path))
  if (Array.isArray(value))
    return value.map((item, index) => fillIn(item, environment, `${path}[${index}]`, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.map(([key, item]) => [key, fillIn(item, environment, path ? `${path}.${key}` : key, depth + 1)]),
  )
}

function lookUp(name: string, environment: Environment, path: string): string {
  if (name.trim() === '') throw unnamed(path)
  const value = environment[name]
  if (value !== undefined && value !== '') return value
  throw new SyncError(
    'config',
    `"${path}" takes the environment variable ${name}, which is not set; set it and run again.`,
    {
      code: 'variable_not_set',
    },
  )
}

function unnamed(path: string): SyncError {
  const message = `"${path}" holds "\${}" without a name; name an environment variable, such as "\${CONFLUENCE_API_TOKEN}".`
  return new SyncError('config', message, { code: 'variable_unnamed' })
}

function tooDeep(): SyncError {
  const message = 'The configuration is nested too deep to be one; correct it and run again.'
  return new SyncError('config', message, { code: 'config_too_deep' })
}
