import type { Attachment, BlogPost, Comment, Content, Page, Space, User, Version } from '../items.ts'
import type { SiteView } from '../site.ts'

export type BodyFormat = string | undefined

export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

export function renderVersion(version: Version) {
  const { number, message, minorEdit, authorId, at } = version
  return { number, message, minorEdit, authorId, createdAt: isoTime(at), ncsStepVersion: null }
}

export function renderBody(content: Content, format: BodyFormat) {
  if (format === undefined) return {}
  const value = format === 'atlas_doc_format' ? documentOf(content) : content.body()
  return { [format]: { representation: format, value } }
}

export function renderPage(site: SiteView, page: Page, format: BodyFormat) {
  const { id, status, title, spaceId, parentId, parentType, position, authorId, ownerId, lastOwnerId } = page
  return {
    ...page.extra,
    ...{ id, status, title, spaceId, parentId, parentType, position, authorId, ownerId, lastOwnerId },
    ...(page.subtype === undefined ? {} : { subtype: page.subtype }),
    createdAt: isoTime(page.createdAt),
    version: renderVersion(page.version),
    body: renderBody(page, format),
    _links: contentLinks(site, page, 'pages'),
  }
}

export function renderBlogPost(site: SiteView, post: BlogPost, format: BodyFormat) {
  const { id, status, title, spaceId, authorId } = post
  return {
    ...post.extra,
    ...{ id, status, title, spaceId, authorId },
    createdAt: isoTime(post.createdAt),
    version: renderVersion(post.version),
    body: renderBody(post, format),
    _links: contentLinks(site, post, 'blog'),
  }
}

const containerFields = { page: 'pageId', blogpost: 'blogPostId', attachment: 'attachmentId' } as const

const nowhere = { pageId: undefined, blogPostId: undefined, attachmentId: undefined }

/** A comment as its kind of list gives it; lists of children do not say which page they are on. */
export function renderComment(site: SiteView, comment: Comment, format: BodyFormat, isChild = false) {
  const { id, status, title, container, parentCommentId, marker, selection } = comment
  const isInline = comment.location === 'inline'
  return {
    ...comment.extra,
    ...{ id, status, title },
    ...(isChild ? nowhere : { [containerFields[container.kind]]: container.id }),
    ...(parentCommentId === undefined ? {} : { parentCommentId }),
    version: renderVersion(comment.version),
    body: renderBody(comment, format),
    ...(comment.resolution === undefined ? {} : { resolutionStatus: comment.resolution }),
    ...(isInline && !isChild ? renderResolution(comment) : {}),
    ...(isInline ? { properties: inlineProperties(marker, selection) } : {}),
    _links: { webui: `${contentLink(site, container.kind, container.id)}?focusedCommentId=${id}` },
  }
}

function renderResolution(comment: Comment) {
  const { resolvedBy, resolvedAt } = comment
  if (resolvedBy === undefined || resolvedAt === undefined) return {}
  return { resolutionLastModifierId: resolvedBy, resolutionLastModifiedAt: isoTime(resolvedAt) }
}

// The answers carry both spellings.
function inlineProperties(marker = '', selection = '') {
  return {
    inlineMarkerRef: marker,
    inlineOriginalSelection: selection,
    'inline-marker-ref': marker,
    'inline-original-selection': selection,
  }
}

export function renderAttachment(attachment: Attachment) {
  const { id, status, title, mediaType, mediaTypeDescription, comment, fileId, fileSize, container } =
    attachment
  const file = `${encodeURIComponent(title)}?version=${attachment.version.number}&modificationDate=${attachment.modifiedAt}`
  const download = `/download/attachments/${container.id}/${file}&cacheVersion=1&api=v2`
  const webui = `/pages/viewpageattachments.action?pageId=${container.id}&preview=%2F${container.id}%2F${id}`
  return {
    ...attachment.extra,
    ...{ id, status, title, mediaType, mediaTypeDescription, comment, fileId, fileSize },
    createdAt: isoTime(attachment.createdAt),
    [containerFields[container.kind]]: container.id,
    webuiLink: webui,
    downloadLink: download,
    version: renderVersion(attachment.version),
    _links: { webui, download },
  }
}

export function renderSpace(space: Space, descriptionFormat?: string, isSingle = false) {
  const { id, key, title, type, status, authorId, spaceOwnerId, homepageId } = space
  const described = descriptionFormat && {
    [descriptionFormat]: { representation: descriptionFormat, value: space.description },
  }
  return {
    ...space.extra,
    ...{ id, key, name: title, type, status, authorId, spaceOwnerId, homepageId },
    currentActiveAlias: space.alias,
    createdAt: isoTime(space.createdAt),
    description: described ?? (isSingle ? {} : null),
    icon: null,
    _links: { webui: type === 'personal' ? `/spaces/${key}/overview` : `/spaces/${key}` },
  }
}

export function renderUser(user: User) {
  const {
    id,
    title,
    publicName,
    email,
    timeZone,
    accountType,
    status,
    isExternalCollaborator,
    personalSpaceId,
  } = user
  return {
    ...user.extra,
    ...{ accountId: id, accountType, accountStatus: status, displayName: title, publicName, email, timeZone },
    ...{ isExternalCollaborator, personalSpaceId },
    profilePicture: { path: `/wiki/aa-avatar/${id}`, isDefault: false },
  }
}

export function contentLink(site: SiteView, kind: string, id: string): string {
  if (kind === 'attachment') return `/pages/viewpageattachments.action?preview=%2F${id}`
  const content = kind === 'blogpost' ? site.shelves.blogpost.get(id) : site.shelves.page.get(id)
  const space = content && site.shelves.space.get(content.spaceId)
  return webLink(space?.key ?? '', kind === 'blogpost' ? 'blog' : 'pages', id, content?.title ?? '')
}

const webLink = (key: string, place: string, id: string, title: string) =>
  `/spaces/${key}/${place}/${id}/${encodeURIComponent(title).replaceAll('%20', '+')}`

function contentLinks(site: SiteView, content: Page | BlogPost, place: string) {
  const key = site.shelves.space.get(content.spaceId)?.key ?? ''
  const { id, title } = content
  return {
    editui: `/pages/resumedraft.action?draftId=${id}`,
    webui: webLink(key, place, id, title),
    edituiv2: `/spaces/${key}/pages/edit-v2/${id}`,
    tinyui: `/x/${Number(id).toString(36)}`,
  }
}

// The real thing is a tree of the whole body; here it is one paragraph, since only its form is promised.
function documentOf(content: Content): string {
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text: content.title || 'untitled' }] }
  return JSON.stringify({ type: 'doc', version: 1, content: [paragraph] })
}
