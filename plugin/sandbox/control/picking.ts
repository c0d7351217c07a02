import { HTTPException } from 'hono/http-exception'
import type { Item } from '../items.ts'
import { drawFrom } from '../random.ts'
import type { Shelf } from '../shelf.ts'
import type { Operation } from './operations.ts'

/** Chooses the records of an operation: the one named, or so many of those that it suits. */
export type Picker = <One extends Item>(
  shelf: Shelf<One>,
  operation: Operation,
  suits: (item: One) => boolean,
) => readonly One[]

/** Picks pseudo-randomly, always the same in the same order of operations. */
export function openPicker(): Picker {
  const draw = drawFrom(1, 'picker')
  let turn = 0
  return (shelf, operation, suits) => {
    if (operation.id !== undefined) return [named(shelf, operation, suits)]
    const count = operation.count ?? 1
    const found = new Map<string, ReturnType<typeof named<Parameters<typeof suits>[0]>>>()
    const consider = (id: string) => {
      const item = shelf.get(id)
      if (item !== undefined && suits(item)) found.set(id, item)
    }
    for (let attempt = 0; attempt < count * 8 && found.size < count && shelf.source.size > 0; attempt++) {
      consider(shelf.source.at(draw(0, turn++) % shelf.source.size).id)
    }
    // Where few suit, chance may miss them: then the first ones are taken.
    if (found.size < count) {
      for (const item of shelf.walk({ order: 'id' })) {
        if (found.size >= count) break
        if (!found.has(item.id)) consider(item.id)
      }
    }
    if (found.size < count) {
      throw refuseOperation(
        `Only ${found.size} records suit '${operation.op}' of ${operation.type}; ask for fewer.`,
      )
    }
    return [...found.values()]
  }
}

function named<One extends Item>(
  shelf: Shelf<One>,
  operation: Operation,
  suits: (item: One) => boolean,
): One {
  const { op, type, id = '' } = operation
  const item = shelf.get(id)
  if (item === undefined)
    throw refuseOperation(`There is no ${type} with the id '${id}'; ask the truth for one.`)
  if (!suits(item))
    throw refuseOperation(`The ${type} '${id}' is ${item.status}, which does not suit '${op}'.`)
  return item
}

export function refuseOperation(message: string): HTTPException {
  return new HTTPException(400, { message, res: Response.json({ message }, { status: 400 }) })
}
