import type { Hono } from 'hono'
import { z } from 'zod'
import { boundQuery, readCursor, writeCursor } from '../http/cursors.ts'
import { refuseCursor, refuseMissing } from '../http/errors.ts'
import { pageSize } from '../http/page-caps.ts'
import type { Content, Version } from '../items.ts'
import { bodyFormatOf } from './contents.ts'
import { answerPage, wikiPath } from './listing.ts'
import { limitOf, sortOf } from './parameters.ts'
import { renderBody, renderVersion } from './render.ts'

/** The versions of one record, newest first unless asked otherwise. */
export function addVersions(
  app: Hono,
  path: string,
  field: string,
  find: (id: string) => Content | undefined,
): void {
  app.get(`${path}/:id/versions`, (context) => {
    const content = find(context.req.param('id'))
    if (content === undefined) throw refuseMissing()
    const limit = limitOf(context, 25)
    const isAscending = context.req.query('sort') === 'modified-date'
    sortOf(context, { 'modified-date': 'modified' })
    const url = new URL(context.req.url)
    const query = boundQuery(wikiPath(url), url.searchParams)
    const after = afterVersion(context.req.query('cursor'), query, limit)
    const versions = [...content.versions()].sort(
      (left, right) => (isAscending ? 1 : -1) * (left.number - right.number),
    )
    const rest = versions.filter(
      (version) => after === undefined || (version.number - after) * (isAscending ? 1 : -1) > 0,
    )
    const size = pageSize(context, limit)
    const given = rest.slice(0, size)
    const last = rest.length > size ? given.at(-1) : undefined
    const next = last && writeCursor(query, limit, { keys: [last.number], id: content.id })
    const format = bodyFormatOf(context)
    return answerPage(
      context,
      given.map((version) => renderOne(version, field, content, format)),
      next,
    )
  })
}

function renderOne(version: Version, field: string, content: Content, format: string | undefined) {
  const { title, id } = content
  return { ...renderVersion(version), [field]: { id, title, body: renderBody(content, format) } }
}

function afterVersion(cursor: string | undefined, query: string, limit: number): number | undefined {
  const place = readCursor(cursor, query, limit, refuseCursor)
  if (place === undefined) return undefined
  const number = z.number().safeParse(place.keys[0])
  if (!number.success) throw refuseCursor()
  return number.data
}
