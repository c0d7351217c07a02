import { HTTPException } from 'hono/http-exception'

/** An answer of the v2 API that refuses the request. */
export function refuseV2(
  status: 400 | 401 | 403 | 404 | 410,
  code: string,
  title: string,
  detail: string | null = null,
): HTTPException {
  return refusal(status, { errors: [{ status, code, title, detail }] })
}

export function refuseParameter(title: string, detail: string | null = null): HTTPException {
  return refuseV2(400, 'INVALID_REQUEST_PARAMETER', title, detail)
}

export function refuseCursor(): HTTPException {
  return refuseParameter(
    "Provided value for 'cursor' is not the correct type. Expected type is Cursor.",
    'The provided cursor was not valid. You can get a new valid cursor by making the original pagination request again.',
  )
}

export function refuseMissing(): HTTPException {
  return refuseV2(404, 'NOT_FOUND', 'Not Found')
}

const exceptions = {
  400: 'com.atlassian.confluence.api.service.exceptions.BadRequestException',
  403: 'com.atlassian.confluence.api.service.exceptions.PermissionException',
  404: 'com.atlassian.confluence.api.service.exceptions.NotFoundException',
  410: 'com.atlassian.confluence.api.service.exceptions.GoneException',
} as const

/** An answer of the v1 API that refuses the request. */
export function refuseV1(status: keyof typeof exceptions, message: string): HTTPException {
  const isFine = status !== 403 && status !== 404
  const data = { authorized: isFine, valid: isFine, errors: [], successful: isFine }
  return refusal(status, { statusCode: status, data, message: `${exceptions[status]}: ${message}` })
}

export function refuseCursorV1(): HTTPException {
  return refuseV1(400, 'The provided cursor was not valid')
}

/** A CQL text that cannot be read, as `/content/search` and `/search` refuse it. */
export function refuseCql(message: string): HTTPException {
  return refuseV1(400, message)
}

/** What the edge in front of both APIs answers to wrong credentials. */
export function refuseCredentials(): HTTPException {
  return refusal(401, { code: 401, message: 'Unauthorized' })
}

/** What a caller gets who is signed in but may not use Confluence. */
export function refusePermission(isOldApi: boolean): HTTPException {
  const message = 'Current user not permitted to use Confluence'
  return isOldApi ? refuseV1(403, message) : refuseV2(403, 'FORBIDDEN', message)
}

function refusal(status: 400 | 401 | 403 | 404 | 410, body: unknown): HTTPException {
  return new HTTPException(status, { res: Response.json(body, { status }) })
}
