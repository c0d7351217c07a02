import { HTTPException } from 'hono/http-exception'

/** An answer of the v2 API that refuses the request. */
export function refuseV2(
  status: 400 | 401 | 404,
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
  404: 'com.atlassian.confluence.api.service.exceptions.NotFoundException',
  410: 'com.atlassian.confluence.api.service.exceptions.GoneException',
} as const

/** An answer of the v1 API that refuses the request. */
export function refuseV1(status: keyof typeof exceptions, message: string): HTTPException {
  const isFine = status !== 404
  const data = { authorized: isFine, valid: isFine, errors: [], successful: isFine }
  return refusal(status, { statusCode: status, data, message: `${exceptions[status]}: ${message}` })
}

/** A CQL text that cannot be read, as `/content/search` and `/search` refuse it. */
export function refuseCql(message: string): HTTPException {
  return refuseV1(400, message)
}

/** What the edge in front of both APIs answers to wrong credentials. */
export function refuseCredentials(): HTTPException {
  return refusal(401, { code: 401, message: 'Unauthorized' })
}

function refusal(status: 400 | 401 | 404 | 410, body: unknown): HTTPException {
  return new HTTPException(status, { res: Response.json(body, { status }) })
}
