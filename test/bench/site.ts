import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Build } from './build.ts'
import type { Command, Counted } from './programs/site.ts'

const credentials = { email: 'admin@example.invalid', apiToken: 'sandbox-token' } as const

interface Listed {
  readonly results: readonly { readonly id: string }[]
  readonly _links: { readonly next?: string }
}

/** A site in a process of its own. */
export interface BenchSite extends AsyncDisposable {
  readonly pages: number
  readonly url: string
  readonly email: string
  readonly apiToken: string
  readonly authorization: string
  readonly connection: object
  /** Answers what was counted since the last reset. */
  tell(command: Command): Promise<Counted>
  /** What the site answers its account. */
  ask(path: string): Promise<Listed>
}

export async function openBenchSite(build: Build, pages: number): Promise<BenchSite> {
  // Without the flags of this process, which are for sources that are not compiled.
  const child = fork(build.program('site'), [JSON.stringify({ pages, ...credentials })], { execArgv: [] })
  const [{ port }] = await told(child)
  const url = `http://127.0.0.1:${port}`
  const { email, apiToken } = credentials
  const authorization = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`
  return {
    ...{ pages, url, email, apiToken, authorization },
    connection: { method: 'api_token', domain: url, email, apiToken },
    async tell(command) {
      child.send(command)
      const [counted] = await told(child)
      return counted
    },
    ask: async (path) => {
      const answer = await fetch(`${url}${path}`, { headers: { authorization } })
      return JSON.parse(await answer.text())
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}

/** The next message, unless the process ends before. */
async function told(child: ChildProcess) {
  const over = new AbortController()
  const { signal } = over
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the site ended with ${code}`)
  })
  try {
    return await Promise.race([once(child, 'message', { signal }), ended])
  } finally {
    over.abort()
    ended.catch(() => undefined)
  }
}
