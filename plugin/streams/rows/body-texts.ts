import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { openTurns } from '../../../src/contract/turns.ts'
import { type BodyText, bodyTextOf } from './body-text.ts'

export type Bodies = readonly (string | null)[]

/** Makes the texts of many bodies. */
export interface BodyTexts extends AsyncDisposable {
  /** Of these bodies, in their order. Long ones are seen to in a thread of their own, and reading goes on meanwhile. */
  of(bodies: Bodies): Promise<readonly BodyText[]>
}

/** UTF-16 units of all bodies together that take less time here than a thread takes to begin. */
const few = 256 * 1024

/** Without a thread until there is enough for one to do; it ends when this is disposed of. */
export function openBodyTexts(): BodyTexts {
  const inTurn = openTurns()
  let thread: Worker | undefined
  return {
    async of(bodies) {
      if (lengthOf(bodies) < few) return bodies.map(bodyTextOf)
      return inTurn(async () => {
        thread ??= openThread()
        try {
          return await answerOf(thread, bodies)
        } catch (error) {
          // It is not there any more.
          thread = undefined
          throw error
        }
      })
    },
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        await thread?.terminate()
      }),
  }
}

const lengthOf = (bodies: Bodies) => bodies.reduce((sum, body) => sum + (body?.length ?? 0), 0)

/** Rejects with what the thread fails with. */
async function answerOf(thread: Worker, bodies: Bodies): Promise<readonly BodyText[]> {
  thread.postMessage(bodies)
  const [texts] = await once(thread, 'message')
  return texts
}

function openThread(): Worker {
  const isCompiled = import.meta.url.endsWith('.js')
  const program = new URL(`body-text-thread.${isCompiled ? 'js' : 'ts'}`, import.meta.url)
  return new Worker(program, {
    // Its garbage is of one page at a time: collected early, it takes half of the memory.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
    // Not the words of this process, which may be about its own program.
    execArgv: isCompiled ? [] : ['--import', compiler()],
  })
}

/** What compiles the sources of a checkout: a thread does not get it from the thread that begins it. */
const compiler = () =>
  `data:text/javascript,import { register } from '${import.meta.resolve('tsx/esm/api')}'; register()`
