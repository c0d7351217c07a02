import { Csrf } from './layout.tsx'

/** A form of one button. */
export const Act = ({
  to,
  csrf,
  label,
  tone = '',
}: {
  readonly to: string
  readonly csrf: string
  readonly label: string
  readonly tone?: string
}) => (
  <form method="post" action={to}>
    <Csrf token={csrf} />
    <button type="submit" class={tone}>
      {label}
    </button>
  </form>
)
