import { type Headers, siteTime, text } from './retry-after.ts'

/** What an answer tells of a quota. */
export interface Quota {
  /** Requests or points: the site's own unit. */
  readonly remaining: number
  readonly resetsInMs: number
  /** Not much is left, a fifth or less. */
  readonly isNear: boolean
}

/**
 * The quota that binds most of those an answer tells of; undefined when it tells of none.
 * https://developer.atlassian.com/cloud/confluence/rate-limiting/
 */
export function quotaOf(headers: Headers, now: number): Quota | undefined {
  const told = [classicQuota(headers, now), ...structuredQuotas(headers)].filter(
    (quota) => quota !== undefined,
  )
  return told.sort((a, b) => msPerUnit(b) - msPerUnit(a))[0]
}

/** Whether the site says that the quota is running out, with or without figures. */
export const saysNearLimit = (headers: Headers): boolean =>
  text(headers['x-ratelimit-nearlimit'])?.trim().toLowerCase() === 'true'

const msPerUnit = ({ remaining, resetsInMs }: Quota): number => resetsInMs / Math.max(1, remaining)

const nearShare = 0.2

function classicQuota(headers: Headers, now: number): Quota | undefined {
  const remaining = numberOf(text(headers['x-ratelimit-remaining']))
  const limit = numberOf(text(headers['x-ratelimit-limit']))
  const resetsAt = Date.parse(text(headers['x-ratelimit-reset']) ?? '')
  if (remaining === undefined || Number.isNaN(resetsAt)) return undefined
  const isNear = saysNearLimit(headers) || (limit !== undefined && remaining <= limit * nearShare)
  return { remaining, resetsInMs: Math.max(0, resetsAt - siteTime(headers, now)), isNear }
}

// `"global-app-quota";r=11000;t=600`, several with commas; told only when four fifths are used. What has the
// prefix Beta- is not enforced.
function structuredQuotas(headers: Headers): readonly (Quota | undefined)[] {
  return (text(headers['ratelimit']) ?? '').split(',').map((entry) => {
    const remaining = numberOf(/;\s*r=(\d+)/.exec(entry)?.[1])
    const seconds = numberOf(/;\s*t=(\d+)/.exec(entry)?.[1])
    if (remaining === undefined || seconds === undefined) return undefined
    return { remaining, resetsInMs: seconds * 1000, isNear: true }
  })
}

function numberOf(value: string | undefined): number | undefined {
  const number = Number(value?.trim() || Number.NaN)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
