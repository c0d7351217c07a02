import { z } from 'zod'
import type { Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { batchesOf } from './rows/batches.ts'
import { collectionById, everything } from './rows/collection.ts'
import { estimateSpaces } from './rows/estimate.ts'
import {
  idField,
  instantField,
  linksItem,
  optionalId,
  optionalText,
  ownId,
  textField,
} from './rows/fields.ts'
import { forecastAll } from './rows/forecast.ts'
import { instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'
import { pageOf, pagesOf } from './rows/page-of.ts'

const row = z.object({
  id: idField('The id of the space.'),
  key: textField('The key of the space; of a personal one, "~" and the account id.'),
  name: textField('The name of the space.'),
  type: textField('global, personal, collaboration, knowledge_base, and others.'),
  status: textField('current or archived.'),
  authorId: textField('Account id of who created the space.'),
  spaceOwnerId: textField('Account id of who owns the space.'),
  createdAt: instantField('When the space was created (UTC).'),
  homepageId: textField("Id of the space's home page."),
  description: textField('The description as plain text.'),
  icon: textField("Address of the space's icon."),
  alias: textField('The key that stands in the addresses of its pages now.'),
  webUrl: textField('Address of the space in the browser.'),
})

const item = z.object({
  id: ownId,
  key: optionalText,
  name: optionalText,
  type: optionalText,
  status: optionalText,
  authorId: optionalId,
  spaceOwnerId: optionalId,
  createdAt: optionalText,
  homepageId: optionalId,
  description: z.object({ plain: z.object({ value: optionalText }).nullish() }).nullish(),
  icon: z.object({ path: optionalText }).nullish(),
  currentActiveAlias: optionalText,
  _links: linksItem,
})

/** A space as the v2 API gives it, as a row. */
export function toSpaceRow(space: z.infer<typeof item>, base: string): z.infer<typeof row> {
  return {
    id: space.id,
    key: space.key ?? null,
    name: space.name ?? null,
    type: space.type ?? null,
    status: space.status ?? null,
    authorId: space.authorId,
    spaceOwnerId: space.spaceOwnerId,
    createdAt: instantOf(space.createdAt),
    homepageId: space.homepageId,
    description: space.description?.plain?.value ?? null,
    icon: absolute(base, space.icon?.path),
    alias: space.currentActiveAlias ?? null,
    webUrl: absolute(base, space._links?.webui),
  }
}

export const spaces: Stream<Client, typeof row> = {
  name: 'spaces',
  title: 'Spaces',
  description: 'Every space that the account sees: current and archived, personal ones too.',
  row,
  primaryKey: 'id',
  strategies: ['full_refresh'],
  references: { authorId: 'users', spaceOwnerId: 'users' },
  async *pages({ client, resume }) {
    yield* pagesOf(everything(client, collection, resume), toSpaceRow)
  },
  async *lookUp({ client }, ids) {
    for (const batch of batchesOf(ids, 250)) yield pageOf(await collection.byIds(client, batch), toSpaceRow)
  },
  estimate: estimateSpaces,
  forecast: (context, landed) =>
    forecastAll(context, {
      listingOf: (client) => everything(client, collection, undefined),
      count: async () => (await estimateSpaces(context)) ?? landed,
    }),
}

// https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/#api-spaces-get
// Without a status both current and archived spaces are listed.
const collection = collectionById({
  item,
  path: '/wiki/api/v2/spaces',
  query: { 'description-format': 'plain', 'include-icon': true, limit: 250 },
  idParameter: 'ids',
})
