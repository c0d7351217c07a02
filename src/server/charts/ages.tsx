export interface Age {
  readonly name: string
  /** Undefined: there is no data yet. */
  readonly ageMs: number | undefined
  /** The age at which the schedule has it read anew; undefined: none does. */
  readonly dueMs: number | undefined
}

interface AgesProps {
  readonly title: string
  readonly ages: readonly Age[]
  /** A stretch of time for people. */
  readonly words: (ms: number) => string
}

const size = { width: 520, row: 28, left: 150, right: 400, bar: 12 } as const

/** One bar a stream, the older the longer, with a mark where its schedule has it read anew. */
export function Ages({ title, ages, words }: AgesProps) {
  const longest = Math.max(1, ...ages.flatMap(({ ageMs = 0, dueMs = 0 }) => [ageMs, dueMs]))
  const told = ages.map((age) => inWords(age, words)).join('; ')
  const height = ages.length * size.row
  return (
    <figure class="chart ages">
      <svg viewBox={`0 0 ${size.width} ${height}`} role="img" aria-label={`${title}: ${told}.`}>
        <title>{title}</title>
        <desc>{told}</desc>
        {ages.map((age, index) => (
          <Row age={age} y={index * size.row} longest={longest} words={words} />
        ))}
      </svg>
      {ages.some(({ dueMs }) => dueMs !== undefined) ? (
        <p class="quiet small">The upright mark is the age at which the schedule has a stream read again.</p>
      ) : null}
    </figure>
  )
}

interface RowProps extends Pick<AgesProps, 'words'> {
  readonly age: Age
  readonly y: number
  readonly longest: number
}

function Row({ age, y, longest, words }: RowProps) {
  const { name, ageMs, dueMs } = age
  const length = (ms: number) => ((size.right - size.left) * ms) / longest
  const top = y + (size.row - size.bar) / 2
  return (
    <g>
      <text x={size.left - 8} y={y + size.row / 2 + 5} text-anchor="end">
        {name}
      </text>
      {dueMs === undefined ? null : (
        <rect class="track" x={size.left} y={top} width={length(dueMs)} height={size.bar} rx={2} />
      )}
      {ageMs === undefined ? null : (
        <rect
          class={`bar ${toneOf(age)}`}
          x={size.left}
          y={top}
          width={Math.max(2, length(ageMs))}
          height={size.bar}
          rx={2}
        />
      )}
      {dueMs === undefined ? null : (
        <line
          class="due"
          x1={size.left + length(dueMs)}
          x2={size.left + length(dueMs)}
          y1={top - 4}
          y2={top + size.bar + 4}
        />
      )}
      <text x={size.right + 10} y={y + size.row / 2 + 5}>
        {ageMs === undefined ? 'never' : words(ageMs)}
      </text>
    </g>
  )
}

/** Late by one slot is a warning, by more is bad. */
function toneOf({ ageMs = 0, dueMs }: Age): 'good' | 'warn' | 'bad' {
  if (dueMs === undefined || ageMs <= dueMs) return 'good'
  return ageMs <= 2 * dueMs ? 'warn' : 'bad'
}

function inWords({ name, ageMs, dueMs }: Age, words: AgesProps['words']): string {
  if (ageMs === undefined) return `${name} never complete`
  const late = dueMs !== undefined && ageMs > dueMs ? `, due at ${words(dueMs)}` : ''
  return `${name} ${words(ageMs)} old${late}`
}
