import type { SharedLimits } from './limits-shared.ts'

export interface Sharing {
  readonly site: string
  readonly redisUrl: string
}

/** The limits of the other processes, where there are some; else places for everybody. Never fails. */
export function joinOthers(sharing: Sharing | undefined, onPause: (pauseMs: number) => void): SharedLimits {
  if (sharing === undefined) return alone
  // Only who shares needs the client.
  const coming = import('./limits-shared.ts').then(({ joinSharedLimits }) =>
    joinSharedLimits(sharing, { onPause, onAway: warnOnce() }),
  )
  return {
    place: async (signal) => (await coming).place(signal),
    tell: (pauseMs) => void coming.then((shared) => shared.tell(pauseMs)),
    [Symbol.dispose]: () => void coming.then((shared) => shared[Symbol.dispose]()),
  }
}

const alone: SharedLimits = {
  place: async () => () => undefined,
  tell: () => undefined,
  [Symbol.dispose]: () => undefined,
}

function warnOnce(): () => void {
  let isSaid = false
  return () => {
    if (isSaid) return
    isSaid = true
    const message =
      'Redis does not answer, so this run keeps to limits of its own until it does; check the address in sharedLimits.'
    process.emitWarning(message, { type: 'SharedLimits', code: 'limits_not_shared' })
  }
}
