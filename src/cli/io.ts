import type { Environment } from '../app.ts'

/** The world a command runs in; tests give their own. */
export interface Io {
  /** A line to standard output: results. */
  out(line: string): void
  /** A line to standard error: progress and failures. */
  err(line: string): void
  /** Where a progress bar may draw; undefined when standard error is not a terminal. */
  readonly terminal: NodeJS.WriteStream | undefined
  readonly environment: Environment
  readonly folder: string
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
}
