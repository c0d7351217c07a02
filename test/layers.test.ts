import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import typescript from 'typescript'
import { describe, expect, it } from 'vitest'

interface Layer {
  /** Folders or files of ours it may import, besides its own. */
  readonly ours: readonly string[]
  /** Packages it may import, besides Node's own modules. */
  readonly packages: readonly string[]
}

// Who may import whom; the longest path that fits a file decides.
const layers: Readonly<Record<string, Layer>> = {
  'src/contract': { ours: [], packages: ['zod'] },
  'plugin/api': {
    ours: ['src/contract'],
    packages: ['got', 'bottleneck', 'ioredis', 'zod', 'date-fns', '@date-fns/tz'],
  },
  'plugin/streams': {
    ours: ['src/contract', 'plugin/api'],
    packages: ['zod', 'date-fns', '@date-fns/tz', 'htmlparser2'],
  },
  'plugin/connection': { ours: ['src/contract', 'plugin/api'], packages: ['zod'] },
  'plugin/index.ts': { ours: ['src/contract', 'plugin'], packages: ['zod'] },
  'plugin/sandbox': {
    ours: ['src/contract'],
    packages: ['hono', '@hono/node-server', 'zod', 'date-fns', '@date-fns/tz'],
  },
  'src/catalog': { ours: ['src/contract'], packages: ['zod'] },
  'src/manifest': { ours: ['src/contract'], packages: ['zod'] },
  'src/warehouse': { ours: ['src/contract', 'src/catalog'], packages: ['zod'] },
  'src/warehouse/duckdb': {
    ours: ['src/contract', 'src/catalog', 'src/warehouse'],
    packages: ['@duckdb/node-api', 'zod'],
  },
  'src/warehouse/snowflake/driver': {
    ours: ['src/contract', 'src/catalog', 'src/warehouse'],
    packages: ['snowflake-sdk', 'zod'],
  },
  // The list of warehouses: the one place that names their folders.
  'src/warehouse/kinds.ts': { ours: ['src/contract', 'src/catalog', 'src/warehouse'], packages: ['zod'] },
  'src/run': { ours: ['src/contract', 'src/catalog'], packages: ['date-fns', 'zod'] },
  'src/store': { ours: ['src/contract'], packages: ['libsql', 'zod'] },
  'src/schedule': { ours: ['src/contract', 'src/run', 'src/store'], packages: ['croner'] },
  'src/control': {
    ours: [
      ...['src/contract', 'src/catalog', 'src/run', 'src/store', 'src/schedule'],
      ...['src/engine.ts', 'src/config.ts', 'src/explain.ts'],
    ],
    packages: ['zod'],
  },
  'src/server': {
    ours: [
      ...['src/contract', 'src/control', 'src/app.ts', 'src/explain.ts'],
      ...['src/server/pages', 'src/server/bytes.ts'],
    ],
    packages: ['hono', '@hono/node-server', 'prom-client', 'zod'],
  },
  src: {
    ours: [
      ...['src/contract', 'src/catalog', 'src/manifest', 'src/run', 'src/warehouse'],
      ...['src/store', 'src/control'],
    ],
    packages: ['zod', 'date-fns', 'fastest-levenshtein'],
  },
  // What the fronts share: how figures are put into words.
  'src/words.ts': { ours: ['src/pace.ts'], packages: [] },
  'src/pace.ts': { ours: [], packages: [] },
  'src/server/bytes.ts': { ours: [], packages: [] },
  'src/server/charts': { ours: [], packages: ['hono'] },
  'src/server/pages': {
    ours: [
      ...['src/contract', 'src/control', 'src/words.ts', 'src/run'],
      ...['src/server/bytes.ts', 'src/server/charts'],
    ],
    packages: ['hono'],
  },
  'src/cli': {
    ours: ['src/contract', 'src/app.ts', 'src/server', 'src/words.ts', 'src/pace.ts'],
    packages: ['commander', 'cli-progress', 'cli-table3'],
  },
}

const root = normalize(join(import.meta.dirname, '..'))
const sources = ['plugin', 'src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
)

const within = (file: string, place: string) => file === place || file.startsWith(`${place}/`)

function layerOf(file: string): string {
  const fitting = Object.keys(layers).filter((place) => within(file, place))
  return fitting.sort((a, b) => b.length - a.length)[0] ?? ''
}

const importsOf = (file: string): readonly string[] =>
  typescript
    .preProcessFile(readFileSync(join(root, file), 'utf8'))
    .importedFiles.map(({ fileName }) => fileName)

function isAllowed(file: string, specifier: string): boolean {
  const name = layerOf(file)
  const layer = layers[name]
  if (layer === undefined) return false
  if (specifier.startsWith('node:')) return true
  if (!specifier.startsWith('.')) return layer.packages.some((allowed) => within(specifier, allowed))
  const target = relative(root, join(root, dirname(file), specifier))
  return layerOf(target) === name || layer.ours.some((place) => within(target, place))
}

describe('layers', () => {
  it('finds the sources', () => expect(sources.length).toBeGreaterThan(20))

  it.each(sources)('%s imports only what its layer may', (file) => {
    expect(importsOf(file).filter((specifier) => !isAllowed(file, specifier))).toEqual([])
  })

  it('would notice the engine importing the plugin', () => {
    expect(isAllowed('src/run/run.ts', '../../plugin/index.ts')).toBe(false)
    expect(isAllowed('src/contract/stream.ts', 'got')).toBe(false)
    expect(isAllowed('plugin/streams/pages.ts', '../../src/run/run.ts')).toBe(false)
  })
})
