import type { Attachment, Container } from '../items.ts'
import { type Draw, drawFrom, pick } from '../random.ts'
import type { Source } from '../source.ts'
import { createdAtOf, idAt, indexOfId, modifiedAtOf, perGroup, type Sizes } from './numbers.ts'
import type { People } from './users.ts'
import { lastVersion, versionsUpTo } from './versions.ts'
import { mediaTypes, nouns } from './words.ts'

export function attachmentSource(seed: number, sizes: Sizes, people: People): Source<Attachment> {
  const draw = drawFrom(seed, 'attachment')
  const isEdited = (index: number) => draw(2, index) % 6 === 0
  const at = (index: number): Attachment => {
    const authorId = people.author(draw(1, index))
    const createdAt = createdAtOf(draw, index)
    const version = isEdited(index)
      ? lastVersion(
          2 + (draw(3, index) % 3),
          modifiedAtOf(draw, index),
          people.author(draw(4, index)),
          draw,
          index,
        )
      : lastVersion(1, createdAt, authorId, draw, index)
    return {
      kind: 'attachment',
      id: idAt('attachment', index),
      status: statusAt(draw, index),
      authorId,
      container: containerAt(draw, index, sizes),
      ...fileAt(draw, index),
      comment: draw(5, index) % 5 === 0 ? 'Uploaded from the phone 📱' : '',
      createdAt,
      modifiedAt: version.at,
      version,
      body: () => '',
      versions: () => versionsUpTo(version, createdAt, authorId),
    }
  }
  const stampAt = (order: 'created' | 'modified', index: number) =>
    order === 'created' || !isEdited(index) ? createdAtOf(draw, index) : modifiedAtOf(draw, index)
  return {
    size: sizes.attachments,
    at,
    stampAt,
    indexOf: (id) => indexOfId('attachment', id, sizes.attachments),
  }
}

function statusAt(draw: Draw, index: number): string {
  const share = draw(0, index) % 100
  return share < 92 ? 'current' : share < 95 ? 'archived' : 'trashed'
}

type File = Pick<Attachment, 'title' | 'mediaType' | 'mediaTypeDescription' | 'fileId' | 'fileSize'>

function fileAt(draw: Draw, index: number): File {
  const [mediaType, extension] = pick(mediaTypes, draw(6, index))
  const digits = draw(8, index).toString(16).padStart(8, '0')
  return {
    title: `${pick(nouns, draw(7, index))} (${index}).${extension}`,
    mediaType,
    mediaTypeDescription: null,
    fileId: `${digits}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    // A few are larger than 32 bits can say.
    fileSize: draw(9, index) % 400 === 0 ? 5_000_000_000 + index : draw(10, index) % 4_000_000,
  }
}

function containerAt(draw: Draw, index: number, sizes: Sizes): Container {
  const group = Math.floor(index / perGroup.attachment)
  const blogPost = group * perGroup.blogpost + (draw(12, index) % perGroup.blogpost)
  if (draw(11, index) % 7 === 0 && blogPost < sizes.blogPosts) {
    return { kind: 'blogpost', id: idAt('blogpost', blogPost) }
  }
  return { kind: 'page', id: idAt('page', pageInGroup(group, draw(13, index), sizes)) }
}

/** A page of the group, also where the last group is not full. */
export function pageInGroup(group: number, drawn: number, sizes: Sizes): number {
  const start = group * perGroup.page
  return start + (drawn % Math.max(1, Math.min(perGroup.page, sizes.pages - start)))
}
