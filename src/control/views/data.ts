export interface TableView {
  readonly name: string
  readonly comment: string
  /** Live rows; null when it is not there yet. */
  readonly rows: number | null
  /** When a row of it last landed or was confirmed. */
  readonly syncedAt: string | null
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[]
}

export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | boolean | null)[])[]
  /** There are more rows than were asked for. */
  readonly truncated: boolean
  readonly durationMs: number
}

export interface Question {
  readonly title: string
  readonly sql: string
}
