import nock from 'nock'
import { afterEach, beforeAll } from 'vitest'

// Nothing but loopback: a test that reaches for another host fails at once.
beforeAll(() => {
  nock.disableNetConnect()
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/)
})

afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  if (pending.length > 0) throw new Error(`requests that were expected and never made: ${pending.join(', ')}`)
})
