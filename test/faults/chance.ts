import { type Draw, drawFrom } from '../../plugin/sandbox/random.ts'

/** Draws one after the other, the same ones for the same seed and name. */
export interface Chance {
  /** A whole number in [0, limit). */
  below(limit: number): number
  pick<One>(list: readonly One[]): One
  /** So many different ones, in the order of the list. */
  some<One>(list: readonly One[], count: number): readonly One[]
  /** True in so many percent of the draws. */
  in100(percent: number): boolean
}

export function openChance(seed: number, name: string): Chance {
  const draw: Draw = drawFrom(seed, name)
  let turn = 0
  const below = (limit: number) => draw(0, turn++) % limit
  const pick = <One>(list: readonly One[]): One => {
    const found = list[below(list.length)]
    if (found === undefined) throw new RangeError('nothing to pick from')
    return found
  }
  return {
    below,
    pick,
    some(list, count) {
      const left = list.map((_, place) => place)
      while (left.length > count) left.splice(below(left.length), 1)
      return list.filter((_, place) => left.includes(place))
    },
    in100: (percent) => below(100) < percent,
  }
}
