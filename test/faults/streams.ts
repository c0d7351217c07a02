import type { Operation } from './site.ts'

/** What the trials have to know of a stream. */
export interface StreamFacts {
  /** The routes that it is read through, as a fault's `on`. */
  readonly on: string
  /** The streams that have to be read with it. */
  readonly with?: readonly string[]
  /** So many results a page, that a small site has several pages. */
  readonly pageSize: number
  /** What may happen to its records between two reads, or during one. */
  readonly changes: readonly Operation[]
}

export const streamFacts: Readonly<Record<string, StreamFacts>> = {
  spaces: {
    on: '/wiki/api/v2/spaces*',
    pageSize: 2,
    changes: [
      { op: 'edit', type: 'space' },
      { op: 'create', type: 'space' },
      { op: 'archive', type: 'space' },
    ],
  },
  pages: {
    on: '/wiki/api/v2/pages*',
    pageSize: 25,
    changes: [
      { op: 'edit', type: 'page', count: 3 },
      { op: 'create', type: 'page', count: 2 },
      { op: 'trash', type: 'page', count: 2 },
      { op: 'purge', type: 'page' },
      { op: 'archive', type: 'page' },
      { op: 'move', type: 'page' },
    ],
  },
  pages_content: {
    on: '/wiki/api/v2/pages*',
    pageSize: 25,
    changes: [
      { op: 'edit', type: 'page', count: 2 },
      { op: 'create', type: 'page' },
      { op: 'trash', type: 'page' },
      { op: 'purge', type: 'page' },
    ],
  },
  blog_posts: {
    on: '/wiki/api/v2/blogposts*',
    pageSize: 3,
    changes: [
      { op: 'edit', type: 'blogpost', count: 2 },
      { op: 'create', type: 'blogpost' },
      { op: 'trash', type: 'blogpost' },
      { op: 'purge', type: 'blogpost' },
    ],
  },
  comments: {
    on: '/wiki/api/v2/*-comments*',
    pageSize: 30,
    changes: [
      { op: 'comment', type: 'page', count: 2 },
      { op: 'comment', type: 'page', location: 'inline' },
      { op: 'comment', type: 'comment', count: 2 },
      { op: 'edit', type: 'comment', count: 3 },
      { op: 'purge', type: 'comment', count: 2 },
      { op: 'trash', type: 'page' },
    ],
  },
  attachments: {
    on: '/wiki/api/v2/attachments*',
    pageSize: 15,
    changes: [
      { op: 'attach', type: 'page', count: 2 },
      { op: 'attach', type: 'blogpost' },
      { op: 'edit', type: 'attachment', count: 2 },
      { op: 'trash', type: 'attachment' },
      { op: 'purge', type: 'attachment' },
    ],
  },
  labels: {
    on: '/wiki/api/v2/labels*',
    pageSize: 6,
    changes: [
      { op: 'create', type: 'label' },
      { op: 'edit', type: 'label' },
      { op: 'purge', type: 'label' },
      { op: 'label', type: 'page', count: 2 },
      { op: 'unlabel', type: 'page' },
    ],
  },
  users: {
    on: '/wiki/*user*',
    with: ['spaces', 'blog_posts'],
    pageSize: 8,
    changes: [
      { op: 'create', type: 'user', count: 2 },
      { op: 'edit', type: 'user' },
      { op: 'purge', type: 'user' },
    ],
  },
}

/** What comes back without a word: only between two reads, and only full reads need to know of it. */
export const comebacks: Readonly<Record<string, readonly Operation[]>> = {
  pages: [{ op: 'restore', type: 'page' }],
  pages_content: [{ op: 'restore', type: 'page' }],
  comments: [{ op: 'restore', type: 'page' }],
  blog_posts: [{ op: 'restore', type: 'blogpost' }],
  attachments: [{ op: 'restore', type: 'attachment' }],
}

/** The routes of the search that a clause leads to. */
export const searchRoutes = '/wiki/rest/api/content/search'
