/**
 * What the work makes of each item, in order; the work on the next item is under way while a result is used.
 * A listing that fails does so after what it gave before.
 */
export async function* oneAhead<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  let under: Promise<Result> | undefined
  for await (const take of orFailure(items)) {
    const next = (async () => work(take()))()
    next.catch(() => undefined)
    if (under !== undefined) yield await under
    under = next
  }
  if (under !== undefined) yield await under
}

/** The failure of a listing as the last thing that it gives. */
async function* orFailure<Item>(items: AsyncIterable<Item>): AsyncGenerator<() => Item> {
  try {
    for await (const item of items) yield () => item
  } catch (error) {
    yield () => {
      throw error
    }
  }
}
