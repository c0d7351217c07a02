import type { z } from 'zod'
import type {
  Attachment,
  BlogPost,
  Comment,
  Container,
  Content,
  Label,
  Page,
  Space,
  User,
  Version,
} from '../items.ts'
import type * as shapes from './shapes.ts'

type Shape<Name extends keyof typeof shapes> = z.infer<(typeof shapes)[Name]>

export function pageOf(record: Shape<'pageShape'>): Page {
  const {
    subtype,
    parentId = null,
    parentType = null,
    position = null,
    ownerId = null,
    lastOwnerId = null,
  } = record
  return {
    kind: 'page',
    ...contentOf(record),
    ...{ spaceId: record.spaceId, parentId, parentType, position, ownerId, lastOwnerId },
    ...(subtype == null ? {} : { subtype }),
  }
}

export function blogPostOf(record: Shape<'blogPostShape'>): BlogPost {
  return { kind: 'blogpost', ...contentOf(record), spaceId: record.spaceId }
}

/** A recorded comment tells neither when it was created nor by whom; its last version has to do. */
export function commentOf(record: Shape<'commentShape'>, location: Comment['location']): Comment {
  const {
    parentCommentId,
    resolutionStatus,
    resolutionLastModifierId,
    resolutionLastModifiedAt,
    properties,
  } = record
  return {
    kind: 'comment',
    ...contentOf(record),
    location,
    container: containerOf(record),
    ...(parentCommentId == null ? {} : { parentCommentId }),
    ...(resolutionStatus == null ? {} : { resolution: resolutionStatus }),
    ...(resolutionLastModifierId == null ? {} : { resolvedBy: resolutionLastModifierId }),
    ...(resolutionLastModifiedAt == null ? {} : { resolvedAt: instantOf(resolutionLastModifiedAt) }),
    ...(properties?.inlineMarkerRef === undefined ? {} : { marker: properties.inlineMarkerRef }),
    ...(properties?.inlineOriginalSelection === undefined
      ? {}
      : { selection: properties.inlineOriginalSelection }),
  }
}

export function attachmentOf(record: Shape<'attachmentShape'>): Attachment {
  const { mediaType, mediaTypeDescription = null, comment, fileId, fileSize } = record
  return {
    kind: 'attachment',
    ...contentOf(record),
    ...{
      container: containerOf(record),
      mediaType,
      mediaTypeDescription,
      comment: comment ?? '',
      fileId,
      fileSize,
    },
  }
}

export function spaceOf(record: Shape<'spaceShape'>): Space {
  const { id, key, name, type, status, homepageId = null, description, authorId, spaceOwnerId } = record
  const createdAt = instantOf(record.createdAt)
  return {
    kind: 'space',
    ...{ id, key, type, status, homepageId, title: name, alias: record.currentActiveAlias ?? key },
    ...{
      authorId: authorId ?? '',
      spaceOwnerId: spaceOwnerId ?? '',
      description: description?.plain?.value ?? '',
    },
    ...{ createdAt, modifiedAt: createdAt, extra: record },
  }
}

export function labelOf(record: Shape<'labelShape'>): Label {
  const { id, name, prefix } = record
  return {
    kind: 'label',
    id,
    status: 'current',
    title: name,
    prefix,
    createdAt: 0,
    modifiedAt: 0,
    extra: record,
  }
}

export function userOf(record: Shape<'userShape'>): User {
  const { accountId, accountStatus, accountType, displayName, publicName, isExternalCollaborator } = record
  return {
    kind: 'user',
    ...{
      id: accountId,
      status: accountStatus,
      accountType,
      title: displayName,
      publicName,
      isExternalCollaborator,
    },
    ...{
      email: record.email ?? '',
      timeZone: record.timeZone ?? null,
      personalSpaceId: record.personalSpaceId ?? null,
    },
    ...{ createdAt: 0, modifiedAt: 0, extra: record },
  }
}

type Common = Pick<
  Content,
  | 'id'
  | 'status'
  | 'title'
  | 'authorId'
  | 'createdAt'
  | 'modifiedAt'
  | 'version'
  | 'body'
  | 'versions'
  | 'extra'
>

function contentOf(record: shapes.ContentShape): Common {
  const { id, status, title } = record
  const authorId = record.authorId ?? record.version?.authorId ?? ''
  const createdAt = instantOf(record.createdAt ?? record.version?.createdAt)
  const version: Version = {
    number: record.version?.number ?? 1,
    at: record.version?.createdAt === undefined ? createdAt : instantOf(record.version.createdAt),
    message: record.version?.message ?? '',
    minorEdit: record.version?.minorEdit ?? false,
    authorId: record.version?.authorId ?? authorId,
  }
  const text = record.body?.storage?.value ?? ''
  const closures = { body: () => text, versions: () => [version] }
  return {
    id,
    status,
    title,
    authorId,
    createdAt,
    modifiedAt: version.at,
    version,
    ...closures,
    extra: record,
  }
}

function containerOf(record: shapes.ContainedShape): Container {
  if (record.blogPostId != null) return { kind: 'blogpost', id: record.blogPostId }
  if (record.attachmentId != null) return { kind: 'attachment', id: record.attachmentId }
  return { kind: 'page', id: record.pageId ?? '' }
}

function instantOf(text: string | undefined): number {
  const instant = Date.parse(text ?? '')
  return Number.isNaN(instant) ? 0 : instant
}
