import type { Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { attachments } from './attachments.ts'
import { blogPosts } from './blog-posts.ts'
import { comments } from './comments.ts'
import { labels } from './labels.ts'
import { pages } from './pages.ts'
import { pagesContent } from './pages-content.ts'
import { spaces } from './spaces.ts'
import { users } from './users.ts'

/** The catalog: every stream, in the order in which they are read. */
export const streams: readonly Stream<Client>[] = [
  spaces,
  pages,
  pagesContent,
  blogPosts,
  attachments,
  comments,
  labels,
  users,
]
