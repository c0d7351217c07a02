import type { Context } from 'hono'
import { stream } from 'hono/streaming'
import { toSyncError } from '../../../contract/errors.ts'
import type { CheckStep } from '../../../contract/plugin.ts'

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

/**
 * Each step as it happens, line by line for the script of the pages; without it, what `whole` draws of all of them.
 */
export async function stepsAnswer(
  c: Context,
  check: (signal: AbortSignal) => AsyncIterable<CheckStep>,
  whole: (steps: readonly CheckStep[]) => Response | Promise<Response>,
) {
  const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(longestCheckMs)])
  const steps = explaining(check(signal))
  if (c.req.header('x-stream') !== 'lines') return whole(await all(steps))
  c.header('content-type', 'text/html; charset=utf-8')
  return stream(c, async (out) => {
    for await (const step of steps) await out.writeln(oneLine(<Step {...step} />))
  })
}

interface StepsProps {
  readonly id: string
  readonly steps: readonly CheckStep[] | undefined
}

/** Where the steps of a check come to stand. */
export const Steps = ({ id, steps = [] }: StepsProps) => (
  <ul class="steps" id={id} aria-live="polite">
    {steps.map((step) => (
      <Step {...step} />
    ))}
  </ul>
)

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

async function all(steps: AsyncIterable<CheckStep>): Promise<readonly CheckStep[]> {
  const found: CheckStep[] = []
  for await (const step of steps) found.push(step)
  return found
}
