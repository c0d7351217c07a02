import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { toSyncError } from '../../../contract/errors.ts'
import type { CheckStep } from '../../../contract/plugin.ts'
import { page } from './layout.tsx'

const Step = ({ passed, message }: CheckStep) => (
  <li class={passed ? 'passed' : 'failed'}>
    <span class="mark" aria-hidden="true">
      {passed ? '✓' : '✗'}
    </span>
    <span>
      <span class="visually-hidden">{passed ? 'Passed: ' : 'Failed: '}</span>
      {message}
    </span>
  </li>
)

/** Nobody waits longer at a form; a slow site is said to be slow. */
const longestCheckMs = 60_000

/** Each step as it happens: line by line for the script of the pages, as a page of its own without it. */
export function stepsAnswer(c: Context, check: (signal: AbortSignal) => AsyncIterable<CheckStep>) {
  const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(longestCheckMs)])
  if (c.req.header('x-stream') !== 'lines') return stepsPage(c, explaining(check(signal)))
  c.header('content-type', 'text/html; charset=utf-8')
  return stream(c, async (out) => {
    for await (const step of explaining(check(signal))) await out.writeln(oneLine(<Step {...step} />))
  })
}

const oneLine = (piece: { toString(): string | Promise<string> }) =>
  String(piece.toString()).replaceAll(/\s*\n\s*/g, ' ')

async function* explaining(steps: AsyncIterable<CheckStep>): AsyncGenerator<CheckStep> {
  try {
    yield* steps
  } catch (error) {
    const { message } = toSyncError(error)
    yield { name: 'check', passed: false, message }
  }
}

async function stepsPage(c: Context, steps: AsyncIterable<CheckStep>) {
  const found: CheckStep[] = []
  for await (const step of steps) found.push(step)
  return page(
    c,
    { title: 'Test', about: 'Go back to change the form.' },
    <ul class="steps card">
      {found.map((step) => (
        <Step {...step} />
      ))}
    </ul>,
  )
}
