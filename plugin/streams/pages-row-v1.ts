import { z } from 'zod'
import type { PageRow } from './pages-row.ts'
import { bodyItem, linksItem, optionalId, optionalText, ownId } from './rows/fields.ts'
import { instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'

const user = z.object({ accountId: optionalId }).nullish()
const version = z
  .object({
    by: user,
    when: optionalText,
    message: optionalText,
    number: z.number().nullish(),
    minorEdit: z.boolean().nullish(),
  })
  .nullish()

/** A page as a search by CQL gives it. */
export const foundPageItem = z.object({
  id: ownId,
  status: optionalText,
  title: optionalText,
  subType: optionalText,
  // A number here, a text in v2.
  space: z.object({ id: z.union([z.number(), z.string()]).nullish(), key: optionalText }).nullish(),
  ancestors: z.array(z.object({ id: z.string(), type: optionalText })).nullish(),
  history: z
    .object({ createdBy: user, createdDate: optionalText, ownedBy: user, lastOwnedBy: user })
    .nullish(),
  version,
  extensions: z.object({ position: z.union([z.number(), z.string()]).nullish() }).nullish(),
  body: bodyItem,
  _links: linksItem,
})

/** What has to be asked for so that a found page fills the row. */
export const foundPageExpand =
  'version,space,ancestors,history,history.ownedBy,history.lastOwnedBy,extensions.position,body.storage'

export type FoundPage = z.infer<typeof foundPageItem>

/** A page as a search by CQL gives it, as the row that the v2 API leads to. */
export function foundToPageRow(page: FoundPage, base: string): PageRow {
  const { version, history, space } = page
  return {
    id: page.id,
    status: page.status ?? null,
    title: page.title ?? null,
    spaceId: String(space?.id ?? '') || null,
    spaceKey: space?.key ?? null,
    ...placeOf(page),
    authorId: history?.createdBy?.accountId ?? null,
    ownerId: history?.ownedBy?.accountId ?? null,
    lastOwnerId: history?.lastOwnedBy?.accountId ?? null,
    createdAt: instantOf(history?.createdDate),
    lastModifiedAt: instantOf(version?.when),
    lastModifiedBy: version?.by?.accountId ?? null,
    versionNumber: version?.number ?? null,
    versionMessage: version?.message ?? null,
    minorEdit: version?.minorEdit ?? null,
    subtype: page.subType ?? null,
    bodyStorage: page.body?.storage?.value ?? null,
    webUrl: absolute(base, page._links?.webui),
  }
}

function placeOf({ ancestors, extensions }: FoundPage) {
  const parent = ancestors?.at(-1)
  const position = Number(extensions?.position ?? Number.NaN)
  return {
    parentId: parent?.id ?? null,
    parentType: parent === undefined ? null : (parent.type ?? 'page'),
    // Some sites say "none" for a page that was never moved.
    position: Number.isInteger(position) ? position : null,
    depth: ancestors?.length ?? null,
    ancestorIds: ancestors?.map(({ id }) => id) ?? null,
  }
}
