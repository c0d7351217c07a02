/**
 * Runs the generators at the same time, at most `width` of them under way, and yields what they yield as it
 * comes. Every generator is finished or returned before this one ends, also when one throws or the consumer stops.
 */
export async function* sideBySide<Item>(
  generators: readonly AsyncGenerator<Item>[],
  width: number,
): AsyncGenerator<Item> {
  const waiting = [...generators]
  const underWay = new Map<AsyncGenerator<Item>, Promise<Turn<Item>>>()
  const startMore = () => {
    for (const generator of waiting.splice(0, width - underWay.size)) underWay.set(generator, turn(generator))
  }
  try {
    for (startMore(); underWay.size > 0; startMore()) {
      const { generator, result } = await Promise.race(underWay.values())
      if (result.done) underWay.delete(generator)
      else {
        underWay.set(generator, turn(generator))
        yield result.value
      }
    }
  } finally {
    await Promise.allSettled([...underWay.keys()].map((generator) => generator.return(undefined)))
  }
}

interface Turn<Item> {
  readonly generator: AsyncGenerator<Item>
  readonly result: IteratorResult<Item>
}

function turn<Item>(generator: AsyncGenerator<Item>): Promise<Turn<Item>> {
  const coming = generator.next().then((result) => ({ generator, result }))
  // It may fail while nobody is listening; whoever comes for it hears of it all the same.
  coming.catch(() => undefined)
  return coming
}
