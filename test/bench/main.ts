import { parseArgs } from 'node:util'
import { openBuild } from './build.ts'
import { machine } from './machine.ts'
import type { Bench } from './points/bench.ts'
import { points } from './points/index.ts'
import { machineLine, resultText } from './print.ts'
import type { Result } from './result.ts'

const usage = `npm run bench -- [options]
  --only 1,3   these points alone
  --runs 3     runs of each program; the median counts
  --large      also a site of 1,000,000 pages (about a quarter of an hour)
  --quick      small sites and one run: to see that everything works
  --json       one line of JSON at the end instead of tables
`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const out = (text: string) => process.stdout.write(`${text}\n`)

async function main(): Promise<void> {
  const { quick, large, json, only } = values
  await using build = await openBuild()
  const runs = quick ? 1 : Number(values.runs)
  const bench: Bench = { build, quick, large, runs, say: (what) => process.stderr.write(`… ${what}\n`) }
  const chosen = only?.split(',').map(Number) ?? Object.keys(points).map(Number)
  const results: Result[] = []
  if (!json) out(`${machineLine(machine())}; the compiled program, median of ${runs} runs\n`)
  for (const point of chosen) {
    const result = await pointOf(point)(bench)
    results.push(result)
    if (!json) out(resultText(result))
  }
  if (json) out(JSON.stringify({ machine: machine(), runs, quick, results }))
}

function pointOf(point: number) {
  const measure = points[point]
  if (measure === undefined) throw new Error(`there is no point ${point}: ${Object.keys(points).join(', ')}`)
  return measure
}

if (values.help) out(usage)
else await main()
