import type { Choice, ClauseFinding, Settings } from '../../contract/plugin.ts'

export type { Choice, ClauseFinding }

export interface LastCheck {
  readonly passed: boolean
  readonly at: Date
  /** What failed, or that everything is right. */
  readonly message: string
}

export interface ConnectionView {
  readonly id: string
  readonly name: string
  readonly method: string
  /** Without secrets. */
  readonly settings: Settings
  /** The secret fields that hold something. */
  readonly secretsSet: readonly string[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastCheck?: LastCheck
  /** How many syncs use it. */
  readonly syncs: number
}

export interface ConnectionInput {
  readonly name: string
  readonly method: string
  /** A secret that is absent or empty keeps what is stored; null takes it away. */
  readonly settings: Settings
}
