/** What was replaced within the last day of the site's clock. Undefined stands for nothing: no such record yet. */
export interface History<Form> {
  note(id: string, before: Form | undefined): void
  /** What stood at this instant, of what was replaced since: the same map as long as that is the same. */
  formsAt(instant: number): ReadonlyMap<string, Form | undefined>
  /** Another number whenever `formsAt` would tell something else because time went by. */
  positionAt(instant: number): number
  /** Forgets, when called, everything noted since. */
  checkpoint(): () => void
}

interface Replaced<Form> {
  readonly id: string
  readonly before: Form | undefined
  readonly at: number
}

const keptMs = 86_400_000

export function openHistory<Form>(now: () => number): History<Form> {
  let replaced: Replaced<Form>[] = []
  let forgotten = 0
  let last = { from: 0, to: 0, forms: new Map<string, Form | undefined>() }
  const forget = (instant: number) => {
    const old = firstAfter(replaced, instant)
    // Not at every turn, since all that is kept moves.
    if (old * 2 <= replaced.length) return
    replaced = replaced.slice(old)
    forgotten += old
  }
  return {
    note(id, before) {
      // A clock that was set back does not turn the order round.
      const at = Math.max(now(), replaced.at(-1)?.at ?? Number.NEGATIVE_INFINITY)
      replaced.push({ id, before, at })
      forget(at - keptMs)
    },
    formsAt(instant) {
      const start = firstAfter(replaced, instant)
      const [from, to] = [forgotten + start, forgotten + replaced.length]
      if (last.from !== from || last.to !== to) last = { from, to, forms: firstForms(replaced.slice(start)) }
      return last.forms
    },
    positionAt: (instant) => forgotten + firstAfter(replaced, instant),
    checkpoint() {
      const kept = forgotten + replaced.length
      return () => {
        replaced.length = Math.max(0, kept - forgotten)
        last = { from: 0, to: 0, forms: new Map() }
      }
    },
  }
}

function firstForms<Form>(replaced: readonly Replaced<Form>[]): Map<string, Form | undefined> {
  const forms = new Map<string, Form | undefined>()
  for (const { id, before } of replaced) if (!forms.has(id)) forms.set(id, before)
  return forms
}

function firstAfter(replaced: readonly { readonly at: number }[], instant: number): number {
  let low = 0
  let high = replaced.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((replaced[middle]?.at ?? 0) > instant) high = middle
    else low = middle + 1
  }
  return low
}
