import { describe, expect, it } from 'vitest'
import { openShell } from '../support/command-line.ts'
import { expectTruth } from '../support/landed.ts'
import { openSite, streamNames } from '../support/site.ts'

interface RunAnswer {
  readonly verdict: string
  readonly streams: Record<string, Record<string, number | string>>
}

describe('a sync of all eight streams', () => {
  it.each([
    { seed: 1, pages: 600 },
    { seed: 7, pages: 250 },
    { seed: 42, pages: 20_000 },
  ])(
    'equals the truth of site $seed with $pages pages, by id and version; a second run finds nothing new',
    { timeout: 300_000 },
    async (options) => {
      await using site = await openSite(options)
      await using shell = await openShell()
      const config = await shell.write('sync.json', site.config())
      const first = await shell.run('sync', '--config', config, '--json')
      expect([first.code, first.err]).toEqual([0, expect.any(String)])
      await expectTruth(site, shell, config)

      const { verdict, streams } = (await shell.run('sync', '--config', config, '--json')).json() as RunAnswer
      expect(verdict).toBe('succeeded')
      for (const name of streamNames)
        expect(streams[name]).toMatchObject({ new: 0, changed: 0, deleted: 0, isolated: 0 })
      for (const name of ['pages', 'blog_posts']) {
        expect(streams[name]).toMatchObject({ strategy: 'incremental' })
        expect(streams[name]?.['requests']).toBeLessThanOrEqual(2)
      }
    },
  )
})
