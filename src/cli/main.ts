#!/usr/bin/env node
import process from 'node:process'
import { exitCodes } from './exit-codes.ts'
import { keepHeapSmall } from './heap.ts'
import type { Io } from './io.ts'
import { runCommandLine } from './run-command-line.ts'
import { stopOnSignal } from './stopping.ts'

keepHeapSmall()

const signals = ['SIGINT', 'SIGTERM'] as const

const io: Io = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  terminal: process.stderr.isTTY ? process.stderr : undefined,
  environment: process.env,
  folder: process.cwd(),
  signal: stopOnSignal({
    onSignal: (listener) => {
      for (const signal of signals) process.on(signal, listener)
    },
    later: (delayMs, action) => setTimeout(action, delayMs),
    end: endAtOnce,
  }),
}

// Whoever reads may leave at any time, as `head` does, or who collects the lines of a server: the work goes on.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

const code = await runCommandLine(process.argv.slice(2), io)

// A driver may go on trying in the background what was given up; nobody waits for that. What was written is flushed.
for (const stream of [process.stdout, process.stderr])
  await new Promise((flushed) => stream.write('', flushed))
dropListeners()
process.exit(code)

// Exiting waits for a driver's threads and the statement they are in; a signal that nobody handles does not, and
// a shell tells its end by the same code. The first process of a container gets no such signal: it exits.
function endAtOnce(): void {
  dropListeners()
  process.kill(process.pid, 'SIGINT')
  process.exit(exitCodes.cancelled)
}

function dropListeners(): void {
  for (const signal of signals) process.removeAllListeners(signal)
}
