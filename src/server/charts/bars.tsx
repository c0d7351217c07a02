import { across, down, niceTop, size } from './scale.ts'

export interface Bar {
  readonly at: Date
  readonly value: number
  readonly tone: string
  /** The value for people. */
  readonly shown: string
}

interface BarsProps {
  readonly title: string
  readonly about: string
  readonly bars: readonly Bar[]
  readonly axis: (value: number) => string
}

/** Drawn on the server: a picture with a name, and the same figures as a table below it. */
export function Bars({ title, about, bars, axis }: BarsProps) {
  const top = niceTop(Math.max(0, ...bars.map(({ value }) => value)))
  const width = Math.min(28, (0.75 * (size.width - size.left - size.right)) / Math.max(1, bars.length))
  return (
    <figure class="chart card">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={`${title}. ${about}`}>
        <title>{title}</title>
        <desc>{about}</desc>
        {[0, top / 2, top].map((value) => (
          <g>
            <line
              class="grid-line"
              x1={size.left}
              x2={size.width - size.right}
              y1={down(value, top)}
              y2={down(value, top)}
            />
            <text x={size.left - 6} y={down(value, top) + 4} text-anchor="end">
              {axis(value)}
            </text>
          </g>
        ))}
        {bars.map(({ value, tone }, index) => (
          <rect
            class={`bar ${tone}`}
            x={across(index, bars.length) - width / 2}
            width={width}
            y={Math.min(down(value, top), size.height - size.bottom - 2)}
            height={Math.max(2, size.height - size.bottom - down(value, top))}
            rx={2}
          />
        ))}
        <Stamp at={bars[0]?.at} x={size.left} anchor="start" />
        <Stamp at={bars.length > 1 ? bars.at(-1)?.at : undefined} x={size.width - size.right} anchor="end" />
      </svg>
      <Figures title={title} bars={bars} />
    </figure>
  )
}

interface StampProps {
  readonly at: Date | undefined
  readonly x: number
  readonly anchor: 'start' | 'end'
}

/** Below the picture; like every time in UTC until assets/app.js puts it into the reader's own zone. */
function Stamp({ at, x, anchor }: StampProps) {
  if (at === undefined) return null
  return (
    <text x={x} y={size.height - 6} text-anchor={anchor} data-at={at.toISOString()}>
      {inUtc(at)}
    </text>
  )
}

const inUtc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const Figures = ({ title, bars }: Pick<BarsProps, 'title' | 'bars'>) => (
  <details>
    <summary>As a table</summary>
    <table>
      <caption class="visually-hidden">{title}</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">How it ended</th>
          <th scope="col" class="number">
            Value
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ at, shown, tone }) => (
          <tr>
            <td>
              <time datetime={at.toISOString()}>{inUtc(at)}</time>
            </td>
            <td>{words[tone] ?? tone}</td>
            <td class="number">{shown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)

const words: Readonly<Record<string, string>> = {
  good: 'succeeded',
  warn: 'incomplete',
  bad: 'failed',
  off: 'cancelled',
}
