#!/usr/bin/env node
import process from 'node:process'
import type { Io } from './io.ts'
import { runCommandLine } from './run-command-line.ts'

const stopper = new AbortController()

// The first signal lets the run finish or drop its batch; the second one ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => (stopper.signal.aborted ? process.exit(130) : stopper.abort()))

const io: Io = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  terminal: process.stderr.isTTY ? process.stderr : undefined,
  environment: process.env,
  folder: process.cwd(),
  signal: stopper.signal,
}

const code = await runCommandLine(process.argv.slice(2), io)

// A driver may go on trying in the background what was given up; nobody waits for that. What was written is flushed.
for (const stream of [process.stdout, process.stderr])
  await new Promise((flushed) => stream.write('', flushed))
process.exit(code)
