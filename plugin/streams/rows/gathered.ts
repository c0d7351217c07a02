export interface Gathering<Page> {
  /** A group is full at this many pages, */
  readonly pages: number
  /** or as soon as they weigh this much together. */
  readonly weight: number
  weightOf(page: Page): number
}

/** The pages in groups, in their order. None is kept back when a later one cannot be had. */
export async function* gathered<Page>(
  pages: AsyncIterable<Page>,
  gathering: Gathering<Page>,
): AsyncGenerator<readonly Page[]> {
  let group: Page[] = []
  let weight = 0
  try {
    for await (const page of pages) {
      group.push(page)
      weight += gathering.weightOf(page)
      if (group.length < gathering.pages && weight < gathering.weight) continue
      const full = group
      group = []
      weight = 0
      yield full
    }
  } catch (error) {
    if (group.length > 0) yield group
    throw error
  }
  if (group.length > 0) yield group
}
