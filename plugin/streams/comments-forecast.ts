import type { ReadContext, StreamForecast } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { commentsOf } from './comments-records.ts'
import { type Comment, commentKinds, isReply } from './comments-row.ts'
import { everything, newestFirst } from './rows/collection.ts'
import { estimateByCql } from './rows/estimate.ts'
import { type FirstPage, firstPage } from './rows/first-page.ts'
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
  const listing = pages + commentKinds.length + pages * searchesForOrigins(first)
  if (first.ids.length === 0 || carriesReplies(first))
    return { rows, requests: listing, how: `${size} comments a request, answers included`, atOnce: inTurn }
  const how = 'the site does not list answers with the comments: one request for each comment'
  return { rows, requests: listing + pages + rows, how, atOnce: threadsAtOnce }
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
    rows += news.count
    requests += 1 + (news.count > 0 ? searchesForOrigins(first) : 0)
    areAll &&= news.areAll
    haveReplies ||= carriesReplies(first)
  }
  const how = areAll
    ? 'one for each kind, newest first'
    : 'more changed than one request shows: at least this'
  return { rows, requests: haveReplies ? requests : requests + 1, how, atOnce: inTurn }
}

const largestPage = 250
const threadsAtOnce = 25

const carriesReplies = ({ items }: FirstPage<Comment>) => items.some(({ item }) => isReply(item))

// Who wrote an edited comment first is searched for, a hundred at a time.
const searchesForOrigins = ({ items }: FirstPage<Comment>) =>
  Math.ceil(items.filter(({ item }) => (item.version?.number ?? 1) > 1).length / 100)
