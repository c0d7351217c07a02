import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import plugin from '../plugin/index.ts'
import { jsonSchemaOf } from '../src/catalog/json-schema-of.ts'
import { describePlugin } from '../src/manifest/describe.ts'
import { manifestSchema } from '../src/manifest/manifest.ts'

const root = join(import.meta.dirname, '..')
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'))

describe('the committed files equal the code', () => {
  it.each(plugin.streams)('schemas/$name.json', async (stream) => {
    await expect(json(jsonSchemaOf(stream))).toMatchFileSnapshot(join(root, 'schemas', `${stream.name}.json`))
  })

  it('manifest.json', async () => {
    const current = { ...manifest, ...describePlugin(plugin) }
    await expect(json(manifestSchema.parse(current))).toMatchFileSnapshot(join(root, 'manifest.json'))
  })
})

describe('the manifest declares', () => {
  // The table of the design: what every host may rely on.
  it.each([
    ['pages', ['Full Refresh', 'Incremental'], 'lastModifiedAt'],
    ['spaces', ['Full Refresh'], null],
    ['blog_posts', ['Full Refresh', 'Incremental'], 'createdAt'],
    ['comments', ['Full Refresh', 'Incremental'], 'lastModifiedAt'],
    ['attachments', ['Full Refresh', 'Incremental'], 'lastModifiedAt'],
    ['labels', ['Full Refresh'], null],
    ['users', ['Full Refresh'], null],
    ['pages_content', ['Full Refresh', 'Incremental'], 'lastModifiedAt'],
  ])('%s with its key, strategies and cursor', (name, strategies, cursor) => {
    const stream = manifestSchema.parse(manifest).streams.find(({ stream_name }) => stream_name === name)
    expect(stream).toMatchObject({
      supported_sync_strategies: strategies,
      default_cursor_field: cursor,
      source_defined_primary_key: 'id',
      json_schema: `schemas/${name}.json`,
    })
  })

  it('eight streams and no more', () => expect(plugin.streams).toHaveLength(8))
})
