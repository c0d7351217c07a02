import { z } from 'zod'
import {
  bodyItem,
  booleanField,
  idField,
  integerField,
  linksItem,
  listField,
  optionalId,
  optionalText,
  ownId,
  textField,
  versionFields,
  versionItem,
} from './rows/fields.ts'
import { instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'

export const pageRow = z.object({
  id: idField('The id of the page.'),
  status: textField('current, archived, and others.'),
  title: textField('The title of the page.'),
  spaceId: textField('Id of the space that the page is in.'),
  spaceKey: textField('Key of the space that the page is in.'),
  parentId: textField('Id of what the page stands below; null at the top of its space.'),
  parentType: textField('page, folder, whiteboard, database or embed.'),
  position: integerField('Place among its siblings.'),
  depth: integerField('How many ancestors the page has; null where the listing does not tell.'),
  ancestorIds: listField('Ids of its ancestors, the topmost first; null where the listing does not tell.'),
  authorId: textField('Account id of who created the page.'),
  ownerId: textField('Account id of who owns the page.'),
  lastOwnerId: textField('Account id of who owned the page before.'),
  ...versionFields,
  versionMessage: textField('What the editor noted about the latest version.'),
  minorEdit: booleanField('True when nobody was notified of the latest version.'),
  subtype: textField('live for a live doc; null for a page.'),
  bodyStorage: textField('The body in storage format.'),
  webUrl: textField('Address of the page in the browser.'),
})

export type PageRow = z.infer<typeof pageRow>

export const pageItem = z.object({
  id: ownId,
  status: optionalText,
  title: optionalText,
  spaceId: optionalId,
  parentId: optionalId,
  parentType: optionalText,
  position: z.number().nullish(),
  authorId: optionalId,
  ownerId: optionalId,
  lastOwnerId: optionalId,
  subtype: optionalText,
  createdAt: optionalText,
  version: versionItem,
  body: bodyItem,
  _links: linksItem,
})

/** A page as the v2 API gives it, as a row. The key of its space is not in the answer. */
export function toPageRow(page: z.infer<typeof pageItem>, base: string, spaceKey: string | null): PageRow {
  const { version } = page
  return {
    id: page.id,
    status: page.status ?? null,
    title: page.title ?? null,
    spaceId: page.spaceId,
    spaceKey,
    parentId: page.parentId,
    parentType: page.parentType ?? null,
    position: page.position ?? null,
    depth: null,
    ancestorIds: null,
    authorId: page.authorId,
    ownerId: page.ownerId,
    lastOwnerId: page.lastOwnerId,
    createdAt: instantOf(page.createdAt),
    lastModifiedAt: instantOf(version?.createdAt),
    lastModifiedBy: version?.authorId ?? null,
    versionNumber: version?.number ?? null,
    versionMessage: version?.message ?? null,
    minorEdit: version?.minorEdit ?? null,
    subtype: page.subtype ?? null,
    bodyStorage: page.body?.storage?.value ?? null,
    webUrl: absolute(base, page._links?.webui),
  }
}
