export const kinds = ['page', 'blogpost', 'comment', 'attachment', 'space', 'label', 'user'] as const

export type Kind = (typeof kinds)[number]

export interface Version {
  readonly number: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly message: string
  readonly minorEdit: boolean
  readonly authorId: string
}

/** What every record of the site has, whatever its kind. Instants are epoch milliseconds. */
export interface Entry {
  readonly id: string
  readonly status: string
  /** A space's, label's and user's name too. */
  readonly title: string
  readonly createdAt: number
  readonly modifiedAt: number
  /** Fields of a recorded answer that the sandbox does not know and serves as they are. */
  readonly extra?: Readonly<Record<string, unknown>>
}

export interface Content extends Entry {
  readonly authorId: string
  readonly version: Version
  /** Storage format. */
  body(): string
  /** Oldest first, the last one is `version`. */
  versions(): readonly Version[]
}

export interface Page extends Content {
  readonly kind: 'page'
  readonly spaceId: string
  readonly parentId: string | null
  readonly parentType: string | null
  readonly position: number | null
  readonly ownerId: string | null
  readonly lastOwnerId: string | null
  readonly subtype?: string
}

export interface BlogPost extends Content {
  readonly kind: 'blogpost'
  readonly spaceId: string
}

export type ContainerKind = 'page' | 'blogpost' | 'attachment'

export interface Container {
  readonly kind: ContainerKind
  readonly id: string
}

export interface Comment extends Content {
  readonly kind: 'comment'
  readonly location: 'footer' | 'inline'
  readonly container: Container
  readonly parentCommentId?: string
  readonly resolution?: string
  readonly resolvedBy?: string
  readonly resolvedAt?: number
  readonly marker?: string
  readonly selection?: string
}

export interface Attachment extends Content {
  readonly kind: 'attachment'
  readonly container: Container
  readonly mediaType: string
  readonly mediaTypeDescription: string | null
  readonly comment: string
  readonly fileId: string
  /** Bytes. */
  readonly fileSize: number
}

export interface Space extends Entry {
  readonly kind: 'space'
  readonly key: string
  readonly alias: string
  readonly type: string
  readonly authorId: string | null
  readonly spaceOwnerId: string | null
  readonly homepageId: string | null
  readonly description: string
}

export interface Label extends Entry {
  readonly kind: 'label'
  readonly prefix: string
}

export interface User extends Entry {
  readonly kind: 'user'
  readonly accountType: string
  readonly publicName: string
  readonly email: string
  readonly timeZone: string | null
  readonly isExternalCollaborator: boolean
  readonly personalSpaceId: string | null
}

export interface Items {
  readonly page: Page
  readonly blogpost: BlogPost
  readonly comment: Comment
  readonly attachment: Attachment
  readonly space: Space
  readonly label: Label
  readonly user: User
}

export type Item = Items[Kind]
