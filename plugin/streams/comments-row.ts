import { z } from 'zod'
import {
  bodyItem,
  idField,
  instantField,
  integerField,
  linksItem,
  optionalId,
  optionalText,
  ownId,
  textField,
  versionFields,
  versionItem,
} from './rows/fields.ts'
import { instantOf } from './rows/instants.ts'
import { absolute } from './rows/links.ts'

export const commentKinds = ['footer', 'inline'] as const

export type CommentKind = (typeof commentKinds)[number]

export const commentRow = z.object({
  id: idField('The id of the comment.'),
  kind: z.string().describe('footer, or inline for a comment on a piece of the text.'),
  status: textField('current, and others.'),
  pageId: textField('Id of the page that it is on.'),
  blogPostId: textField('Id of the blog post that it is on.'),
  attachmentId: textField('Id of the attachment that it is on.'),
  parentCommentId: textField('Id of the comment that it answers; null for the first of a thread.'),
  rootCommentId: textField('Id of the first comment of its thread; its own for the first.'),
  depth: integerField('How many comments stand above it in its thread; 0 for the first.'),
  authorId: textField('Account id of who wrote it first.'),
  ...versionFields,
  resolutionStatus: textField('open, resolved, reopened or dangling.'),
  resolutionLastModifierId: textField('Account id of who resolved or reopened it last.'),
  resolutionLastModifiedAt: instantField('When it was resolved or reopened last (UTC).'),
  inlineMarkerRef: textField('The marker in the body that an inline comment belongs to.'),
  inlineOriginalSelection: textField('The text that an inline comment was written on.'),
  bodyStorage: textField('The body in storage format.'),
  webUrl: textField('Address of the comment in the browser.'),
})

export type CommentRow = z.infer<typeof commentRow>

export const commentItem = z.object({
  id: ownId,
  status: optionalText,
  pageId: optionalId,
  blogPostId: optionalId,
  attachmentId: optionalId,
  parentCommentId: optionalId,
  version: versionItem,
  resolutionStatus: optionalText,
  resolutionLastModifierId: optionalId,
  resolutionLastModifiedAt: optionalText,
  properties: z.object({ inlineMarkerRef: optionalText, inlineOriginalSelection: optionalText }).nullish(),
  body: bodyItem,
  _links: linksItem,
})

export type Comment = z.infer<typeof commentItem>

export const isReply = ({ parentCommentId }: Comment): boolean => parentCommentId !== null

/** What a comment's own record does not tell. */
export interface CommentFacts {
  readonly kind: CommentKind
  readonly pageId: string | null
  readonly blogPostId: string | null
  readonly attachmentId: string | null
  readonly parentCommentId: string | null
  readonly rootCommentId: string | null
  readonly depth: number | null
  /** Of the first version; a record tells of its latest alone. */
  readonly createdAt: string | null
  readonly authorId: string | null
}

/** A comment as the v2 API gives it, with what was found out elsewhere, as a row. */
export function toCommentRow(comment: Comment, facts: CommentFacts, base: string): CommentRow {
  const { version, properties } = comment
  return {
    id: comment.id,
    status: comment.status ?? null,
    ...facts,
    createdAt: instantOf(facts.createdAt),
    lastModifiedAt: instantOf(version?.createdAt),
    lastModifiedBy: version?.authorId ?? null,
    versionNumber: version?.number ?? null,
    resolutionStatus: comment.resolutionStatus ?? null,
    resolutionLastModifierId: comment.resolutionLastModifierId,
    resolutionLastModifiedAt: instantOf(comment.resolutionLastModifiedAt),
    inlineMarkerRef: properties?.inlineMarkerRef || null,
    inlineOriginalSelection: properties?.inlineOriginalSelection || null,
    bodyStorage: comment.body?.storage?.value ?? null,
    webUrl: absolute(base, comment._links?.webui),
  }
}
