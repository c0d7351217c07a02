/** Runs what it is given one after another, in the order asked for. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>

export function openTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}
