import type { Stream } from '../../src/contract/stream.ts'
import type { Client } from '../api/client.ts'
import { pages } from './pages.ts'
import { spaces } from './spaces.ts'

/** The catalog: every stream, in the order in which they are read. */
export const streams: readonly Stream<Client>[] = [spaces, pages]
