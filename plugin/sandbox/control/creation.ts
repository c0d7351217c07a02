import type {
  Attachment,
  BlogPost,
  Comment,
  Content,
  Item,
  Label,
  Page,
  Space,
  User,
  Version,
} from '../items.ts'
import type { Site } from '../site.ts'
import type { Operation } from './operations.ts'
import { refuseOperation } from './picking.ts'

/** Makes a record and puts it on its shelf. */
export function createItem(site: Site, operation: Operation): Item {
  const makers = { page: newPage, blogpost: newBlogPost, space: newSpace, label: newLabel, user: newUser }
  const { type } = operation
  if (type === 'comment' || type === 'attachment') {
    throw refuseOperation(
      `A ${type} is made with '${type === 'comment' ? 'comment' : 'attach'}' on what it belongs to.`,
    )
  }
  return makers[type](site, operation)
}

type Basics = Pick<
  Content,
  'id' | 'status' | 'createdAt' | 'modifiedAt' | 'authorId' | 'version' | 'body' | 'versions'
>

function basics(site: Site, id: string, body: string): Basics {
  const at = site.now()
  const authorId = site.content.callerId
  const version: Version = { number: 1, at, message: '', minorEdit: false, authorId }
  const isFirst = { createdAt: at, modifiedAt: at, version, versions: () => [version] }
  return { id, status: 'current', authorId, body: () => body, ...isFirst }
}

function newPage(site: Site, operation: Operation): Page {
  const id = site.freshId()
  const page: Page = {
    kind: 'page',
    ...basics(site, id, operation.body ?? `<p>A new page, ${id}.</p>`),
    title: operation.title ?? `New page ${id}`,
    spaceId: spaceFor(site, operation),
    ...{ parentId: null, parentType: null, position: null },
    ...{ ownerId: site.content.callerId, lastOwnerId: null },
  }
  site.shelves.page.put(page)
  return page
}

function newBlogPost(site: Site, operation: Operation): BlogPost {
  const id = site.freshId()
  const post: BlogPost = {
    kind: 'blogpost',
    ...basics(site, id, operation.body ?? `<p>A new post, ${id}.</p>`),
    title: operation.title ?? `New post ${id}`,
    spaceId: spaceFor(site, operation),
  }
  site.shelves.blogpost.put(post)
  return post
}

function spaceFor(site: Site, operation: Operation): string {
  const { spaceId } = operation
  if (spaceId === undefined) return anySpace(site)
  if (site.shelves.space.get(spaceId) !== undefined) return spaceId
  throw refuseOperation(`There is no space with the id '${spaceId}'; ask the truth for one.`)
}

function anySpace(site: Site): string {
  for (const space of site.shelves.space.walk({ order: 'id' }))
    if (space.status === 'current') return space.id
  throw refuseOperation('There is no space to create it in; create a space first.')
}

function newSpace(site: Site, operation: Operation): Space {
  const id = site.freshId()
  const at = site.now()
  const { callerId } = site.content
  const space: Space = {
    kind: 'space',
    ...{
      id,
      status: 'current',
      title: operation.title ?? `New space ${id}`,
      key: `NEW${id}`,
      alias: `NEW${id}`,
    },
    ...{ type: 'global', authorId: callerId, spaceOwnerId: callerId, homepageId: null, description: '' },
    ...{ createdAt: at, modifiedAt: at },
  }
  site.shelves.space.put(space)
  return space
}

function newLabel(site: Site, operation: Operation): Label {
  const id = site.freshId()
  const at = site.now()
  const title = operation.title ?? `new-label-${id}`
  const label: Label = {
    kind: 'label',
    id,
    status: 'current',
    title,
    prefix: 'global',
    createdAt: at,
    modifiedAt: at,
  }
  site.shelves.label.put(label)
  return label
}

function newUser(site: Site, operation: Operation): User {
  const number = site.freshId()
  const at = site.now()
  const title = operation.title ?? `New user ${number}`
  const user: User = {
    kind: 'user',
    ...{ id: `712020:new-${number}`, status: 'active', title, publicName: title, accountType: 'atlassian' },
    ...{ email: '', timeZone: null, isExternalCollaborator: false, personalSpaceId: null },
    ...{ createdAt: at, modifiedAt: at },
  }
  site.shelves.user.put(user)
  return user
}

/** A comment on a page, blog post or attachment, or a reply to a comment. */
export function newComment(
  site: Site,
  target: Page | BlogPost | Attachment | Comment,
  operation: Operation,
): Comment {
  const id = site.freshId()
  const { location = 'footer', title = `Re: ${target.title}` } = operation
  const isReply = target.kind === 'comment'
  const place: Pick<Comment, 'container' | 'location' | 'parentCommentId'> = isReply
    ? { container: target.container, location: target.location, parentCommentId: target.id }
    : {
        container: { kind: target.kind, id: target.id },
        location: target.kind === 'attachment' ? 'footer' : location,
      }
  const marked = place.location === 'inline' ? { marker: `new-${id}`, selection: 'a passage' } : {}
  const comment: Comment = {
    kind: 'comment',
    ...basics(site, id, operation.body ?? `<p>A new comment, ${id}.</p>`),
    ...{ title, resolution: 'open' },
    ...place,
    ...marked,
  }
  site.shelves.comment.put(comment)
  return comment
}

export function newAttachment(site: Site, target: Page | BlogPost, operation: Operation): Attachment {
  const number = site.freshId()
  const attachment: Attachment = {
    kind: 'attachment',
    ...basics(site, `att${number}`, ''),
    ...{ title: operation.title ?? `new-${number}.txt`, container: { kind: target.kind, id: target.id } },
    ...{ mediaType: 'text/plain', mediaTypeDescription: null, comment: '', fileSize: 1234 },
    fileId: `00000000-0000-4000-8000-${number.padStart(12, '0')}`,
  }
  site.shelves.attachment.put(attachment)
  return attachment
}
