import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export interface RedisServer extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
  /** On the same port, with nothing remembered. */
  start(): Promise<void>
}

/** Debian's redis-server on a free port of this machine, with nothing kept on disk. */
export async function openRedisServer(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  let server = await launch(words)
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const over = once(server, 'exit')
    server.kill('SIGKILL')
    await over
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async start() {
      server = await launch(words)
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(words: readonly string[]) {
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const text of server.stdout) if (String(text).includes('Ready to accept connections')) break
  return server
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  probe.close()
  await once(probe, 'close')
  return port
}
