import { z } from 'zod'

// Only what the sandbox itself looks at; everything else is served as it was recorded.
const version = z.looseObject({
  number: z.number().default(1),
  createdAt: z.string().optional(),
  message: z.string().nullish(),
  minorEdit: z.boolean().nullish(),
  authorId: z.string().nullish(),
})

const content = z.looseObject({
  id: z.string(),
  status: z.string().default('current'),
  title: z.string().default(''),
  authorId: z.string().nullish(),
  createdAt: z.string().optional(),
  version: version.optional(),
  body: z.looseObject({ storage: z.looseObject({ value: z.string().default('') }).optional() }).nullish(),
})

export const pageShape = content.extend({
  spaceId: z.string(),
  parentId: z.string().nullish(),
  parentType: z.string().nullish(),
  position: z.number().nullish(),
  ownerId: z.string().nullish(),
  lastOwnerId: z.string().nullish(),
  subtype: z.string().nullish(),
})

export const blogPostShape = content.extend({ spaceId: z.string() })

const contained = content.extend({
  pageId: z.string().nullish(),
  blogPostId: z.string().nullish(),
  attachmentId: z.string().nullish(),
})

export const commentShape = contained.extend({
  parentCommentId: z.string().nullish(),
  resolutionStatus: z.string().nullish(),
  resolutionLastModifierId: z.string().nullish(),
  resolutionLastModifiedAt: z.string().nullish(),
  properties: z
    .looseObject({ inlineMarkerRef: z.string().optional(), inlineOriginalSelection: z.string().optional() })
    .nullish(),
})

export const attachmentShape = contained.extend({
  mediaType: z.string().default('application/octet-stream'),
  mediaTypeDescription: z.string().nullish(),
  comment: z.string().nullish(),
  fileId: z.string().default(''),
  fileSize: z.number().default(0),
})

export const spaceShape = z.looseObject({
  id: z.string(),
  key: z.string(),
  name: z.string().default(''),
  type: z.string().default('global'),
  status: z.string().default('current'),
  authorId: z.string().nullish(),
  spaceOwnerId: z.string().nullish(),
  currentActiveAlias: z.string().nullish(),
  homepageId: z.string().nullish(),
  createdAt: z.string().optional(),
  description: z.looseObject({ plain: z.looseObject({ value: z.string() }).optional() }).nullish(),
})

export const labelShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  prefix: z.string().default('global'),
})

export const embeddedLabels = z.looseObject({ results: z.array(labelShape) })

export const userShape = z.looseObject({
  accountId: z.string(),
  accountType: z.string().default('atlassian'),
  accountStatus: z.string().default('active'),
  displayName: z.string().default(''),
  publicName: z.string().default(''),
  email: z.string().nullish(),
  timeZone: z.string().nullish(),
  isExternalCollaborator: z.boolean().default(false),
  personalSpaceId: z.string().nullish(),
})

export type ContentShape = z.infer<typeof content>
export type ContainedShape = z.infer<typeof contained>
