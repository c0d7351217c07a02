import type { SqlAnswer } from './sql-engine.ts'

/**
 * `refuse` an error in place of the answer · `hang` no answer, ever · `unavailable` HTTP 503 · `forbidden` HTTP 403 ·
 * `drop_before` the connection breaks and nothing was done · `drop_after` it was done and the connection breaks ·
 * `session_expired` the session's token has to be renewed · `session_gone` the session has ended ·
 * `slow` the answer has to be fetched · `without_status` a PUT that fails in its own way · `cloud_stage` a PUT that
 * goes to a cloud · `fewer_rows` a COPY that tells one row less.
 */
export type FaultKind =
  | 'refuse'
  | 'hang'
  | 'unavailable'
  | 'forbidden'
  | 'drop_before'
  | 'drop_after'
  | 'session_expired'
  | 'session_gone'
  | 'slow'
  | 'without_status'
  | 'cloud_stage'
  | 'fewer_rows'

export interface Fault {
  /** Which statements, by their text; `login`: the signing in. */
  readonly on: RegExp | 'login'
  readonly how: FaultKind
  /** How often; the driver itself tries a broken connection eight times. */
  readonly times?: number
  readonly code?: string
  readonly sqlState?: string
  readonly message?: string
}

export interface Faults {
  arm(fault: Fault): void
  /** The fault that this statement meets, once each. */
  take(statement: string): Fault | undefined
  /** Faults that were armed and not met as often as they should have been. */
  readonly left: readonly Fault[]
}

/** How often a request is made before the driver takes a broken connection for an answer. */
export const everyAttempt = 8

export function faultSwitches(armed: readonly Fault[] = []): Faults {
  const waiting: { readonly fault: Fault; left: number }[] = []
  const arm = (fault: Fault) => {
    waiting.push({ fault, left: fault.times ?? 1 })
  }
  armed.forEach(arm)
  return {
    arm,
    take(statement) {
      const met = waiting.find(({ fault, left }) => left > 0 && meets(fault, statement))
      if (met !== undefined) met.left -= 1
      return met?.fault
    },
    get left() {
      return waiting.filter(({ left }) => left > 0).map(({ fault }) => fault)
    },
  }
}

function meets({ on }: Fault, statement: string): boolean {
  return on === 'login' ? statement === 'login' : statement !== 'login' && on.test(statement)
}

/** A COPY's answer that tells of one row less than it loaded. */
export function oneRowLess(answer: SqlAnswer): SqlAnswer {
  const column = answer.columns.findIndex(({ name }) => name.toLowerCase() === 'rows_loaded')
  const rows = answer.rows.map((row, index) =>
    index === 0 ? row.map((value, at) => (at === column ? String(Number(value) - 1) : value)) : row,
  )
  return { ...answer, rows }
}
