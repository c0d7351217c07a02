/** The longest wait that a site may impose, in milliseconds: an uncapped one has hung syncs for hours. */
export const longestWaitMs = 600_000

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * How long the answer asks to wait, in milliseconds and at most ten minutes; undefined when it does not say.
 * Seen are seconds, fractions of seconds and dates; the gateway has sent the reset header alone. Where some of the
 * quota is left, its reset is no wish to wait: it stands in every answer, failures included.
 * https://developer.atlassian.com/cloud/confluence/rate-limiting/
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const isLeft = Number(text(headers['x-ratelimit-remaining']) ?? 0) > 0
  const then = siteTime(headers, now)
  const reset = isLeft ? undefined : until(text(headers['x-ratelimit-reset']), then)
  const asked = waitOf(text(headers['retry-after']), then) ?? reset
  return asked === undefined ? undefined : Math.min(longestWaitMs, Math.max(0, Math.ceil(asked)))
}

/** When the site answered, by its own clock: its dates are to be compared with this one. Ours where it does not say. */
export function siteTime(headers: Headers, now: number): number {
  const theirs = Date.parse(text(headers['date']) ?? '')
  return Number.isNaN(theirs) ? now : theirs
}

export function text(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

function waitOf(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) ? seconds * 1000 : until(value, now)
}

function until(value: string | undefined, now: number): number | undefined {
  const moment = Date.parse(value ?? '')
  return Number.isNaN(moment) ? undefined : moment - now
}
