import { expect } from 'vitest'
import type { Shell } from './command-line.ts'
import type { Site } from './site.ts'
import { streamNames } from './site.ts'

const versioned = new Set(['pages', 'pages_content', 'blog_posts', 'comments', 'attachments'])

/** Every live row as `id@version`, in order. */
export async function landed(shell: Shell, config: string, stream: string): Promise<readonly string[]> {
  const version = versioned.has(stream) ? 'version_number' : 'null'
  const sql = `select id, ${version} as version from ${stream} where _deleted_at is null order by id`
  const answer = await shell.run('query', '--config', config, '--json', sql)
  const rows = answer.json() as readonly { id: string; version: number | null }[]
  return rows.map(({ id, version }) => `${id}@${version}`)
}

/** The tables hold exactly what the site says they must: by id and version, stream by stream. */
export async function expectTruth(
  site: Site,
  shell: Shell,
  config: string,
  streams: readonly string[] = streamNames,
) {
  for (const stream of streams) {
    const truth = (await site.truth(stream))
      .map(({ id, versionNumber }) => `${id}@${versionNumber}`)
      .sort(byText)
    const rows = [...(await landed(shell, config, stream))].sort(byText)
    expect(rows.length, `${stream}: rows`).toBe(truth.length)
    expect(
      rows.filter((row, index) => row !== truth[index]),
      `${stream}: rows that differ`,
    ).toEqual([])
  }
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

type Counts = Record<string, number | string>

/** A sync that must succeed; what it did, by stream. */
export async function syncNow(
  shell: Shell,
  config: string,
  ...words: readonly string[]
): Promise<Record<string, Counts>> {
  const answer = await shell.run('sync', '--config', config, '--json', ...words)
  expect(answer.code, answer.out).toBe(0)
  return (answer.json() as { streams: Record<string, Counts> }).streams
}
