import type { Dialect } from '../dialect.ts'

export type Scalar = string | number | boolean | null

/** One statement and what is bound to its `?`, in order. */
export interface Statement {
  readonly sql: string
  readonly values: readonly Scalar[]
}

/** Runs a query and gives its rows. */
export type Select = (statement: Statement) => Promise<readonly (readonly Scalar[])[]>

/** Runs a statement; gives the number of rows it changed. */
export type Change = (statement: Statement) => Promise<number>

/** Where the tables are: the dialect and the names in front of a table's own. */
export interface Place {
  readonly dialect: Dialect
  readonly namespace: readonly string[]
}

/** A place where a batch is staged. */
export interface LoadingPlace extends Place {
  /** What holds the staged rows, quoted, and the name of its key column. */
  readonly staged: { readonly relation: string; readonly key: string }
}

/** A statement from its parts: empty parts are left out, the others stand on their own lines. */
export function statement(parts: readonly string[], values: readonly Scalar[] = []): Statement {
  return { sql: parts.filter((part) => part !== '').join('\n'), values }
}

/** A table's full name, quoted. */
export function relation({ dialect, namespace }: Place, name: string): string {
  return [...namespace, name].map((part) => dialect.identifier(part)).join('.')
}

/** Names quoted and joined with commas, each after the prefix. */
export function list({ dialect }: Place, names: readonly string[], prefix = ''): string {
  return names.map((name) => prefix + dialect.identifier(name)).join(', ')
}
