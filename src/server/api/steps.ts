import type { CheckStep } from '../../contract/plugin.ts'

/** A check as one answer: every step, and whether all of them passed. */
export async function stepsOf(steps: AsyncIterable<CheckStep>) {
  const taken: Pick<CheckStep, 'name' | 'passed' | 'message'>[] = []
  for await (const { name, passed, message } of steps) taken.push({ name, passed, message })
  return { passed: taken.every(({ passed }) => passed), steps: taken }
}
