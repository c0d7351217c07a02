export interface Notice {
  readonly id: number
  readonly at: Date
  readonly kind: 'failed' | 'incomplete' | 'recovered'
  readonly syncId: string
  readonly syncName: string
  readonly runId: string
  readonly message: string
  readonly seen: boolean
  /** What became of the webhook; absent when there is none. */
  readonly delivery?: string
}

export interface NotificationSettings {
  /** The webhook's address is a secret: only whether there is one is told. */
  readonly webhookSet: boolean
  /** The host it goes to. */
  readonly webhookHost?: string
  readonly onRecovery: boolean
  readonly onIncomplete: boolean
}

export interface NotificationInput {
  /** Absent or empty keeps what is stored; null takes it away. */
  readonly webhookUrl?: string | null | undefined
  readonly onRecovery?: boolean | undefined
  readonly onIncomplete?: boolean | undefined
}
