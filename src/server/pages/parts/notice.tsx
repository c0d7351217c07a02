import type { PropsWithChildren } from 'hono/jsx'
import type { RunStatus } from '../../../control/views.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'busy'

/** One message, read out by a screen reader when it appears. */
export const Notice = ({ tone, children }: PropsWithChildren<{ readonly tone: Tone }>) => (
  <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
)

export const Empty = ({ title, children }: PropsWithChildren<{ readonly title: string }>) => (
  <section class="card empty">
    <h2>{title}</h2>
    {children}
  </section>
)

const tones: Readonly<Record<RunStatus, Tone | 'off'>> = {
  queued: 'busy',
  running: 'busy',
  succeeded: 'good',
  incomplete: 'warn',
  failed: 'bad',
  cancelled: 'off',
}

export const toneOf = (status: RunStatus): Tone | 'off' => tones[status]

export const Status = ({ status }: { readonly status: RunStatus }) => (
  <span class={`badge ${toneOf(status)}`}>{status}</span>
)
