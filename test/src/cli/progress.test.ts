import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { Io } from '../../../src/cli/io.ts'
import { openProgress } from '../../../src/cli/progress.ts'
import type { RunEvent } from '../../../src/contract/events.ts'
import { noCounts, type StreamReport } from '../../../src/contract/report.ts'
import { fakeSurroundings } from '../../support/fake-source.ts'

const started = (stream: string, expected?: number): RunEvent => ({
  ...{ type: 'stream_started', stream, strategy: 'full_refresh', because: 'nothing was read before' },
  ...(expected === undefined ? {} : { expected }),
})
const read = (stream: string, listed: number): RunEvent => ({ type: 'page_read', stream, listed })
const finished = (stream: string, listed: number): RunEvent => ({
  type: 'stream_finished',
  stream,
  report: {
    ...noCounts,
    ...{ runId: 'run', sync: 'wiki', stream, strategy: 'full_refresh', behaviour: 'merge' },
    ...{ verdict: 'succeeded', reason: null, code: null, kind: null, listed },
    ...{ startedAt: new Date(0), finishedAt: new Date(0) },
  } satisfies StreamReport,
})

function watch() {
  const clock = fakeSurroundings()
  const lines: string[] = []
  const io: Io = {
    ...{ out: () => {}, err: (line) => lines.push(line), terminal: undefined },
    ...{ environment: {}, folder: '', signal: new AbortController().signal },
  }
  const progress = openProgress(io, clock.now)
  return {
    lines,
    after(seconds: number, event: RunEvent) {
      clock.advance(seconds * 1_000)
      progress.show(event)
    },
  }
}

it('tells of streams that begin and end, and in between every half minute at most', () => {
  const { after, lines } = watch()
  after(0, started('pages', 20_000))
  after(0, started('labels'))
  for (let minute = 0.25; minute <= 2; minute += 0.25) {
    after(15, read('pages', 6_000 * minute))
    after(0, read('labels', 240 * minute))
  }
  after(5, finished('pages', 20_000))
  after(60, read('labels', 600))
  expect(lines).toEqual([
    '2026-03-01T12:00:00.000Z pages: full refresh, nothing was read before, about 20,000 rows',
    '2026-03-01T12:00:00.000Z labels: full refresh, nothing was read before',
    '2026-03-01T12:00:30.000Z pages 3,000 of about 20,000 rows (15 %), 100 rows/s, 2 min 50 s left; labels 60 rows, 4 rows/s',
    '2026-03-01T12:01:00.000Z pages 6,000 of about 20,000 rows (30 %), 100 rows/s, 2 min 20 s left; labels 180 rows, 4 rows/s',
    '2026-03-01T12:01:30.000Z pages 9,000 of about 20,000 rows (45 %), 100 rows/s, 1 min 50 s left; labels 300 rows, 4 rows/s',
    '2026-03-01T12:02:00.000Z pages 12,000 of about 20,000 rows (60 %), 100 rows/s, 1 min 20 s left; labels 420 rows, 4 rows/s',
    '2026-03-01T12:02:05.000Z pages: succeeded, 20,000 listed',
    '2026-03-01T12:03:05.000Z labels 600 rows, 1.9 rows/s',
  ])
})

it('draws a bar with rows, share, rate and time left on a terminal', () => {
  const clock = fakeSurroundings()
  const drawn: string[] = []
  const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 200 })
  screen.on('data', (chunk) => drawn.push(String(chunk)))
  const io = { out: () => {}, err: () => {}, terminal: screen as unknown as NodeJS.WriteStream }
  const progress = openProgress(
    { ...io, environment: {}, folder: '', signal: new AbortController().signal },
    clock.now,
  )
  progress.show({ type: 'run_started', runId: 'run', sync: 'wiki', streams: ['pages'], at: new Date(0) })
  progress.show(started('pages', 20_000))
  clock.advance(10_000)
  progress.show(read('pages', 5_000))
  progress.close()
  expect(drawn.join('')).toContain('5,000 of about 20,000 rows (25 %) 500 rows/s, 30 s left')
})
