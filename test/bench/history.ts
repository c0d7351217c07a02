import { createServer } from '../../src/server/app.ts'
import { front } from '../../src/server/front.ts'
import { settleAdminToken } from '../../src/server/tokens.ts'
import { openTestControl } from '../support/control.ts'
import { seed } from '../support/history.ts'

// How long pages and lists of a long history take beside those of an empty store: `npx tsx test/bench/history.ts`.

const token = 'a-token-for-this-bench'
const turns = 30
const paths = [
  '/api/v1/overview',
  '/api/v1/runs?page_size=50',
  '/api/v1/runs?page=150&page_size=50',
  '/api/v1/runs?sync_id=s7',
  '/api/v1/runs?status=failed',
  '/api/v1/syncs?page_size=25',
  '/api/v1/notifications',
  '/metrics',
  '/',
  '/syncs',
  '/runs',
  '/runs?page=300',
  '/syncs/s7',
  '/runs/s7-99',
  '/runs/s7-99/logs',
]

async function measure(syncs: number, runs: number): Promise<readonly number[]> {
  await using control = await openTestControl()
  settleAdminToken(control, token)
  if (syncs > 0) seed(control.books, syncs, runs)
  const server = createServer({ control, front, version: '0' })
  const times: number[] = []
  for (const path of paths) {
    const taken: number[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      const began = performance.now()
      const answer = await server.request(`http://localhost${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      await answer.text()
      if (syncs > 0 && !answer.ok) throw new Error(`${path} answered ${answer.status}`)
      taken.push(performance.now() - began)
    }
    times.push(taken.sort((a, b) => a - b)[Math.floor(turns / 2)] ?? 0)
  }
  return times
}

const [empty, full] = [await measure(0, 0), await measure(100, 100)]
for (const [at, path] of paths.entries()) {
  const [before = 0, after = 0] = [empty[at], full[at]]
  process.stdout.write(
    `${path}: ${before.toFixed(2)} ms empty, ${after.toFixed(2)} ms full, ${(after / before).toFixed(1)} x\n`,
  )
}
