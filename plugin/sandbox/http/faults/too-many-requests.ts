/** How a site says when to come again. */
export const waits = ['seconds', 'date', 'absent', 'reset', 'hours'] as const

type Wait = (typeof waits)[number]

const headersOf: Readonly<Record<Wait, (seconds: number, now: number) => Record<string, string>>> = {
  seconds: (seconds) => ({ 'Retry-After': String(seconds) }),
  date: (seconds, now) => ({ 'Retry-After': wholeSecond(now, seconds).toUTCString() }),
  absent: () => ({}),
  reset: (seconds, now) => ({
    'X-RateLimit-Reset': wholeSecond(now, seconds).toISOString().replace('.000', ''),
  }),
  hours: () => ({ 'Retry-After': '36000' }),
}

/** https://developer.atlassian.com/cloud/confluence/rate-limiting/ */
export function tooManyRequests(wait: Wait, seconds: number, now: number): Response {
  const headers = {
    'X-RateLimit-Limit': '40000',
    'X-RateLimit-Remaining': '0',
    'RateLimit-Reason': 'confluence-quota-global-based',
    ...headersOf[wait](seconds, now),
  }
  return Response.json({ code: 429, message: 'Rate limit exceeded' }, { status: 429, headers })
}

// Neither header has milliseconds; an instant before the one meant would be too early.
function wholeSecond(now: number, seconds: number): Date {
  return new Date(Math.ceil(now / 1000 + seconds) * 1000)
}
