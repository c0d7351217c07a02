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

process.exitCode = await runCommandLine(process.argv.slice(2), io)
