/** How a warehouse spells what the contract's own queries need. */
export interface Spelling {
  /** A name as it lands. */
  name(name: string): string
  /** Gives the names of all tables there are, one a row. */
  readonly tables: string
  /** The types that a number and a text column have in the warehouse's catalog. */
  readonly number: string
  readonly text: string
}

export const inLowerCase: Spelling = {
  name: (name) => name,
  tables: 'select table_name from information_schema.tables',
  number: 'DOUBLE',
  text: 'VARCHAR',
}

/** Snowflake's, for this schema. */
export function inUpperCase(schema: string): Spelling {
  return {
    name: (name) => name.toUpperCase(),
    tables: `select table_name from information_schema.tables where table_schema = '${schema}'`,
    number: 'FLOAT',
    text: 'TEXT',
  }
}
