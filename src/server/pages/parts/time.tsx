interface TimeProps {
  readonly at: Date | string | null | undefined
  /** To the second, where one moment is told from the next. */
  readonly exact?: boolean
}

/** In UTC for readers without scripts; assets/app.js puts it into the reader's own zone. */
export function Time({ at, exact = false }: TimeProps) {
  const instant = at === null || at === undefined ? undefined : new Date(at)
  if (instant === undefined || Number.isNaN(instant.getTime())) return <span class="quiet">never</span>
  const iso = instant.toISOString()
  return (
    <time datetime={iso} data-exact={exact ? '' : undefined}>
      {`${iso.slice(0, exact ? 19 : 16).replace('T', ' ')} UTC`}
    </time>
  )
}

const instants = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/

/** A text of ours, its instants as times of the reader. */
export const WithTimes = ({ text }: { readonly text: string }) => (
  <span>
    {text.split(instants).map((part, index) => (index % 2 === 1 ? <Time at={part} exact /> : part))}
  </span>
)
