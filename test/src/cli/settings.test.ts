import { expect, it } from 'vitest'
import { homeOf } from '../../../src/cli/settings.ts'

const io = (home?: string) => ({
  ...{ out() {}, err() {}, terminal: undefined, signal: new AbortController().signal },
  ...{ folder: '/srv', environment: home === undefined ? {} : { CONFLUENCE_SYNC_HOME: home } },
})

// The folder is made private: that must not happen to whatever folder a command is called in.
it.each([
  [undefined, undefined, '/srv/confluence-sync-home'],
  [undefined, '', '/srv/confluence-sync-home'],
  ['', undefined, '/srv/confluence-sync-home'],
  ['', 'kept', '/srv/kept'],
  ['given', 'kept', '/srv/given'],
  ['/data', undefined, '/data'],
])('--home %j and CONFLUENCE_SYNC_HOME %j name %s', (flag, variable, home) => {
  expect(homeOf(io(variable), flag)).toBe(home)
})
