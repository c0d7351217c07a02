import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCodeTable } from '../src/cli/exit-codes.ts'
import { manifestSchema } from '../src/manifest/manifest.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const readme = read('README.md')
const manifest = manifestSchema.parse(JSON.parse(read('manifest.json')))

function section(name: string): string {
  return readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0]?.trim() ?? ''
}

describe('the README', () => {
  it('has the stream table of the manifest', () => {
    const rows = manifest.streams.map((stream) => {
      const strategies = stream.supported_sync_strategies.map((word) => word.toLowerCase()).join(', ')
      const cursors = stream.metadata.cursor_fields.map((field) => `\`${field}\``).join(' or ')
      return `| \`${stream.stream_name}\` | \`${stream.source_defined_primary_key}\` | ${strategies} | ${cursors} | ${stream.description} |`
    })
    const table = [
      '| stream | key | strategies | cursor | what it is |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n')
    expect(section('streams')).toBe(table)
  })

  it('has the exit codes of the command line', () => {
    const rows = exitCodeTable.map(([code, meaning]) => `| ${code} | ${meaning} |`)
    expect(section('exit-codes')).toBe(['| code | meaning |', '|---|---|', ...rows].join('\n'))
  })

  it('names every connection method', () => {
    for (const { name } of manifest.connection_methods) expect(readme).toContain(`\`${name}\``)
  })
})
