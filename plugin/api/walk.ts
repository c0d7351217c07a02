import { z } from 'zod'
import { provenEnd, readAround } from './around.ts'
import { type Memory, openMemory } from './memory.ts'
import { isPoison } from './poison.ts'
import {
  halfOf,
  isRefused,
  type Listed,
  type Place,
  smallestPage,
  straightWalk,
  type WalkRequest,
} from './straight-walk.ts'

const restartsAllowed = 3

/**
 * A listing to its end. A refused cursor starts it over, and so does any refusal (400, 404) of the place that a
 * resumed walk goes on from: what was given already comes again. Where the first page breaks the site, smaller ones
 * are asked for; where a later one does, the listing is read around it.
 */
export async function* walk<Item>(request: WalkRequest<Item>): AsyncGenerator<Listed<Item>> {
  const { around } = request.options
  let place = placeOf(request)
  const memory = openMemory(place.last)
  for (let restarts = 0; ; ) {
    try {
      let goesOn = false
      for await (const listed of straightWalk(request, place)) {
        memory.note(listed.ids)
        goesOn = listed.resume !== undefined
        yield listed
      }
      if (around !== undefined) yield* provenEnd(request, around, { memory, goesOn, limit: place.limit })
      return
    } catch (error) {
      if (isRefused(error) && restarts < restartsAllowed) {
        restarts += 1
        place = { ...place, cursor: undefined }
      } else if (isPoison(error) && isAtStart(place, memory) && place.limit > smallestPage)
        // A cursor is good for its limit alone, so the limit can only change where there is no cursor yet.
        place = { ...place, limit: halfOf(place.limit) }
      else if (isPoison(error) && around !== undefined)
        return yield* readAround(request, around, memory, place.limit)
      else throw error
    }
  }
}

const isAtStart = ({ cursor }: Place, { last }: Memory) => cursor === undefined && last === undefined

const token = z.object({ cursor: z.string(), limit: z.number(), last: z.string().optional() })

// A cursor is good for the limit it was made with alone, so the limit is part of the token.
function placeOf({ query, options }: WalkRequest<unknown>): Place {
  const limit = Number(query['limit'])
  if (options.resume === undefined) return { cursor: undefined, limit }
  const parsed = token.safeParse(parseJson(options.resume))
  return parsed.success ? parsed.data : { cursor: undefined, limit }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
