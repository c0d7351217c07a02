import { type ConnectionBook, connectionBook } from './connections.ts'
import { openStore, type StoreOptions } from './database.ts'
import { type FactBook, factBook } from './facts.ts'
import { type NoticeBook, noticeBook } from './notices.ts'
import { type ProgressBook, progressBook } from './progress.ts'
import { type WordBook, wordBook } from './run-words.ts'
import { type RunBook, runBook } from './runs.ts'
import { type SessionBook, sessionBook } from './sessions.ts'
import { type StreamBook, streamBook } from './sync-streams.ts'
import { type SyncBook, syncBook } from './syncs.ts'

/** Everything that the server keeps. */
export interface Books extends Disposable {
  readonly connections: ConnectionBook
  readonly syncs: SyncBook
  readonly runs: RunBook
  readonly progress: ProgressBook
  readonly words: WordBook
  readonly streams: StreamBook
  readonly notices: NoticeBook
  readonly sessions: SessionBook
  readonly facts: FactBook
  /** All of it or nothing; nobody else writes meanwhile. */
  together<Result>(work: () => Result): Result
}

export function openBooks(path: string, options: StoreOptions = {}): Books {
  const store = openStore(path, options)
  return {
    connections: connectionBook(store),
    syncs: syncBook(store),
    runs: runBook(store),
    progress: progressBook(store),
    words: wordBook(store),
    streams: streamBook(store),
    notices: noticeBook(store),
    sessions: sessionBook(store),
    facts: factBook(store),
    together: (work) => store.transaction(work),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}
