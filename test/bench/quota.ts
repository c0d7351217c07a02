export interface QuotaSettings {
  readonly requests: number
  readonly windowMs: number
}

/** So many answers a window; whoever comes after them is told when the next window begins. */
export interface Quota {
  take(now: number): { readonly refused: boolean; readonly headers: Readonly<Record<string, string>> }
  counted(): { readonly refused: number; readonly windows: readonly number[] }
}

/** Undefined: as many as anybody asks for. The first window begins with the first request. */
export function openQuota(settings: QuotaSettings | undefined): Quota {
  let refused = 0
  let endsAt = Number.NEGATIVE_INFINITY
  const windows: number[] = []
  return {
    take(now) {
      if (settings === undefined) return { refused: false, headers: {} }
      if (now >= endsAt) {
        const passed = windows.length === 0 ? 0 : Math.floor((now - endsAt) / settings.windowMs)
        for (let missed = 0; missed < passed; missed += 1) windows.push(0)
        endsAt = (windows.length === 0 ? now : endsAt + passed * settings.windowMs) + settings.windowMs
        windows.push(0)
      }
      const used = windows.at(-1) ?? 0
      const isOver = used >= settings.requests
      if (isOver) refused += 1
      else windows[windows.length - 1] = used + 1
      return {
        refused: isOver,
        headers: headersOf(settings, used + 1, endsAt, isOver ? endsAt - now : undefined),
      }
    },
    // The last window was not over yet: it says nothing about what could have been used.
    counted: () => ({ refused, windows: windows.slice(0, -1) }),
  }
}

// https://developer.atlassian.com/cloud/confluence/rate-limiting/
function headersOf(
  { requests }: QuotaSettings,
  used: number,
  endsAt: number,
  waitMs: number | undefined,
): Readonly<Record<string, string>> {
  const remaining = Math.max(0, requests - used)
  return {
    'x-ratelimit-limit': String(requests),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': new Date(endsAt).toISOString(),
    'x-ratelimit-nearlimit': String(remaining < requests * 0.2),
    ...(waitMs === undefined ? {} : { 'retry-after': String(Math.ceil(waitMs / 1000)) }),
  }
}
