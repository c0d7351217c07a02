import type { Settings } from '../contract/plugin.ts'
import type { Vault } from '../store/vault.ts'

type Sealed = Readonly<Record<string, string>>

export interface Parted {
  readonly settings: Settings
  readonly secrets: Sealed
}

/**
 * Takes the secrets out of settings and seals them, by path. A secret that is absent or empty keeps what is stored
 * already; null takes it away.
 */
export function part(
  given: Settings,
  paths: readonly string[],
  stored: Sealed,
  seal: (text: string, path: string) => string,
): Parted {
  const secrets: Record<string, string> = {}
  let settings = given
  for (const path of paths) {
    const value = valueAt(given, path)
    settings = without(settings, path)
    const kept = stored[path]
    if (typeof value === 'string' && value !== '') secrets[path] = seal(value, path)
    else if (value !== undefined && value !== null && value !== '')
      secrets[path] = seal(JSON.stringify(value), path)
    else if (value !== null && kept !== undefined) secrets[path] = kept
  }
  return { settings, secrets }
}

/** The settings with their secrets in place again. */
export function join(
  { settings, secrets }: Parted,
  open: (sealed: string, path: string) => string,
): Settings {
  return Object.entries(secrets).reduce<Settings>(
    (whole, [path, sealed]) => withValue(whole, path, open(sealed, path)),
    settings,
  )
}

/** The settings with the name of an environment variable where a secret stands. */
export function withVariables({ settings, secrets }: Parted, prefix: string): Settings {
  return Object.keys(secrets).reduce<Settings>(
    (whole, path) => withValue(whole, path, `\${${prefix}${variableOf(path)}}`),
    settings,
  )
}

const variableOf = (path: string) =>
  path
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()

/** Seals and opens for one record. */
export const drawer = (vault: Vault, record: string) => ({
  seal: (text: string, path: string) => vault.seal(text, `${record}/${path}`),
  open: (sealed: string, path: string) => vault.open(sealed, `${record}/${path}`),
})

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path with dots. */
export function valueAt(settings: Settings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (isSettings(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
      settings,
    )
}

function without(settings: Settings, path: string): Settings {
  const [key = '', ...rest] = path.split('.')
  const { [key]: inner, ...others } = settings
  return rest.length > 0 && isSettings(inner)
    ? { ...others, [key]: without(inner, rest.join('.')) }
    : rest.length > 0 && inner !== undefined
      ? settings
      : others
}

/** The settings with another value at a path with dots. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  const [key = '', ...rest] = path.split('.')
  const inner = settings[key]
  return {
    ...settings,
    [key]: rest.length === 0 ? value : withValue(isSettings(inner) ? inner : {}, rest.join('.'), value),
  }
}
