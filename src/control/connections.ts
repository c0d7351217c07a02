import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { toSyncError } from '../contract/errors.ts'
import type { CheckStep, Settings } from '../contract/plugin.ts'
import type { StoredConnection } from '../store/connections.ts'
import { choicesOf } from './choices.ts'
import type { Connections } from './control.ts'
import { type Core, notFound, wrong } from './core.ts'
import { pageOf } from './paging.ts'
import { drawer, join, type Parted, part } from './secrets.ts'
import type { ConnectionInput, ConnectionView } from './views.ts'

export function openConnections(core: Core): Connections {
  const { books, surroundings } = core
  const get = (id: string) => viewOf(find(core, id))
  return {
    list: async (paging = {}) =>
      pageOf(paging, books.connections.count, (slice) => books.connections.list(slice).map(viewOf)),
    choices: choicesOf(books.connections.named),
    get: async (id) => get(id),
    async create(input) {
      const id = randomUUID()
      if (!books.connections.add({ id, ...draftOf(core, id, input) }, surroundings.now()))
        throw taken(input.name)
      return get(id)
    },
    async update(id, input) {
      const draft = { id, ...draftOf(core, id, input, find(core, id)) }
      if (!books.connections.change(draft, surroundings.now())) throw taken(input.name)
      return get(id)
    },
    async remove(id) {
      find(core, id)
      if (!books.connections.remove(id))
        throw wrong('A sync uses this connection: remove the sync first.', 'connection_in_use')
    },
    async *check(id, signal) {
      const stored = find(core, id)
      const settings = settingsOf(core, stored)
      yield* kept(core, id, core.app.checkConnection({ method: stored.method, settings, signal }))
    },
    async *checkInput(input, signal, id) {
      const stored = id === undefined ? undefined : find(core, id)
      const place = id ?? 'draft'
      const { method } = input
      const settings = join(partOf(core, place, input, stored), drawer(core.vault, recordOf(place)).open)
      yield* safely(core.app.checkConnection({ method, settings, signal }))
    },
  }
}

/** Throws `not_found`. */
export function find({ books }: Core, id: string): StoredConnection {
  const found = books.connections.find(id)
  if (found) return found
  throw notFound('connection', id)
}

/** With the secrets: never to be shown. */
export const settingsOf = ({ vault }: Core, { id, settings, secrets }: StoredConnection): Settings =>
  join({ settings, secrets }, drawer(vault, recordOf(id)).open)

const recordOf = (id: string) => `connections/${id}`

const name = z.string().trim().min(1).max(100)

function draftOf(core: Core, id: string, input: ConnectionInput, stored?: StoredConnection) {
  const named = name.safeParse(input.name)
  if (!named.success)
    throw wrong('Give the connection a name of at most 100 letters.', 'name_invalid', 'name')
  const parted = partOf(core, id, input, stored)
  // The plugin's own form says what is missing or wrong.
  core.app.validateConnection(input.method, join(parted, drawer(core.vault, recordOf(id)).open))
  return { name: named.data, method: input.method, ...parted }
}

// The secrets of another way to sign in, or for another site, are not carried over.
function partOf(
  core: Core,
  id: string,
  { method, settings }: ConnectionInput,
  stored?: StoredConnection,
): Parted {
  const form = core.app.manifest.connection_methods.find((known) => known.name === method)
  const paths = (form?.fields ?? []).filter(({ secret }) => secret).map((field) => field.name)
  const isSame = stored?.method === method && stored.settings['domain'] === settings['domain']
  const filled = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
  return part(filled, paths, isSame ? stored.secrets : {}, drawer(core.vault, recordOf(id)).seal)
}

async function* kept({ books, surroundings }: Core, id: string, steps: AsyncIterable<CheckStep>) {
  let failure: string | undefined
  for await (const step of safely(steps)) {
    if (!step.passed) failure ??= step.message
    yield step
  }
  const check = { passed: failure === undefined, message: failure ?? 'Everything is right.' }
  books.connections.noteCheck(id, check, surroundings.now())
}

/** What fails outright is told as a step, too. */
export async function* safely(steps: AsyncIterable<CheckStep>): AsyncGenerator<CheckStep> {
  try {
    yield* steps
  } catch (error) {
    const failure = toSyncError(error)
    yield { name: 'settings_valid', passed: false, message: failure.message, error: failure }
  }
}

const taken = (name: string) =>
  wrong(`There is a connection "${name}" already; choose another name.`, 'name_taken', 'name')

function viewOf(stored: StoredConnection): ConnectionView {
  const { secrets, lastCheck, ...kept } = stored
  return { ...kept, secretsSet: Object.keys(secrets), ...(lastCheck === undefined ? {} : { lastCheck }) }
}
