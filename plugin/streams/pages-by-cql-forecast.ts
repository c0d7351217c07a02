import type { ReadContext, StreamForecast } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { foundIn } from './pages-by-cql.ts'
import { cqlMinute } from './rows/cql-minute.ts'
import { clauseOf, estimateByCql } from './rows/estimate.ts'
import { firstPage } from './rows/first-page.ts'
import { inTurn, pagesOf } from './rows/forecast.ts'

type Context = ReadContext<Client>

/** What finding the pages that match the clause comes to, with the CQL as the read sends it first. */
export async function forecastFound(context: Context): Promise<StreamForecast> {
  const { client, since } = context
  const first = await firstPage(client, (watched) => foundIn({ ...context, client: watched }))
  const size = first.ids.length
  const isWhole = first.resume === undefined
  const news = first.items.filter(({ item, raw }) => !context.isKnown(item.id, raw)).length
  const rows = isWhole ? news : await counted(context)
  const forecast = {
    how: `${isWhole ? 'one holds them all' : `${size} pages a request with their bodies`}, and one to prove the end`,
    atOnce: inTurn,
    query: String(first.query['cql']),
    ...(since === undefined ? {} : { queryNote: zoneNote(client.timeZone) }),
  }
  if (rows === undefined) return forecast
  // A read of changes looks into the trash as well.
  const beside = since === undefined ? 1 : 2
  return { ...forecast, rows, requests: (isWhole ? 1 : pagesOf(rows, size)) + beside }
}

function counted(context: Context): Promise<number | undefined> {
  const { client, since } = context
  const recent = since && ` AND lastmodified >= "${cqlMinute(since, client.timeZone)}"`
  return estimateByCql(context, 'page', `(${clauseOf(context)})${recent ?? ''}`)
}

const zoneNote = (zone: string | undefined) =>
  zone === undefined
    ? 'the profile hides its time zone, so the minute is what clocks show in the lowest zone there is'
    : `the minute is the earlier of what clocks show in ${zone}, the zone of the profile, and in UTC`
