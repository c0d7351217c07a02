import type { ReadContext, StreamForecast } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { isEdited, searchedAtOnce } from './comments-origins.ts'
import { commentsOf } from './comments-records.ts'
import { type Comment, commentKinds, isReply } from './comments-row.ts'
import { everything, newestFirst } from './rows/collection.ts'
import { estimateByCql } from './rows/estimate.ts'
import { firstPage } from './rows/first-page.ts'
import { inTurn, newsOf, pagesOf } from './rows/forecast.ts'
import { changedAt } from './rows/instants.ts'

type Context = ReadContext<Client>

/** What reading the comments comes to: it depends on whether the site-wide lists carry the answers. */
export function forecastComments(context: Context, landed: number | undefined): Promise<StreamForecast> {
  return context.since === undefined ? forecastAll(context, landed) : forecastChanges(context)
}

async function forecastAll(context: Context, landed: number | undefined): Promise<StreamForecast> {
  const first = await firstPage(context.client, (client) =>
    everything(client, commentsOf('footer'), undefined),
  )
  const rows = (await estimateByCql(context, 'comment')) ?? landed
  if (rows === undefined) return { how: 'the site does not tell how many there are', atOnce: inTurn }
  const size = first.resume === undefined ? largestPage : first.ids.length
  // One of each kind may be half full, and each kind's end is proved.
  const pages = pagesOf(rows, size) + 1
  const comments = first.items.map(({ item }) => item)
  const listing = pages + commentKinds.length + searchesFor(pages * editedOf(comments))
  if (comments.length === 0 || comments.some(isReply))
    return {
      rows,
      requests: listing,
      how: `${size} comments a request, answers included`,
      atOnce: commentKinds.length,
    }
  const how =
    'the site does not list answers with the comments: one request for each comment, and one more for about every second, to prove where its answers end'
  return { rows, requests: listing + pages + rows + answeredOf(rows), how, atOnce: threadsAtOnce }
}

/** Both lists, newest first; where they carry no answers, a search for those that changed. */
async function forecastChanges(context: Context): Promise<StreamForecast> {
  let rows = 0
  let requests = 0
  let areAll = true
  let haveReplies = false
  for (const kind of commentKinds) {
    const first = await firstPage(context.client, (client) =>
      newestFirst(client, commentsOf(kind), undefined),
    )
    const news = await newsOf(context, changedAt, first)
    rows += news.items.length
    requests += 1 + searchesFor(editedOf(news.items)) + threadsOf(news.items)
    areAll &&= news.areAll
    haveReplies ||= first.items.some(({ item }) => isReply(item))
  }
  const how = areAll
    ? 'one for each kind, newest first, and at least one for each older comment that was answered'
    : 'more changed than one request shows: at least this'
  return { rows, requests: haveReplies ? requests : requests + 1, how, atOnce: inTurn }
}

const largestPage = 250
const threadsAtOnce = 25

// Nothing tells how many are answered: half of them at most, unless answers are answered too.
const answeredOf = (rows: number) => Math.ceil(rows / 2)

const editedOf = (comments: readonly Comment[]) => comments.filter(isEdited).length

// Who wrote an edited comment first is searched for, many at a time.
const searchesFor = (edited: number) => Math.ceil(edited / searchedAtOnce)

// An answer tells of the comment above it, which may be old: it is asked for, and so is what stands above that.
function threadsOf(comments: readonly Comment[]): number {
  const given = new Set(comments.map(({ id }) => id))
  return new Set(
    comments.flatMap(({ parentCommentId }) => parentCommentId ?? []).filter((id) => !given.has(id)),
  ).size
}
