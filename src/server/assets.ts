import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'

const own = (file: string) => new URL(`./assets/${file}`, import.meta.url)
const packaged = (path: string) => new URL(import.meta.resolve(path))

const script = 'text/javascript; charset=utf-8'

// Everything a page loads comes from here: no other host is asked for anything.
const files: Readonly<Record<string, readonly [URL, string]>> = {
  'app.css': [own('app.css'), 'text/css; charset=utf-8'],
  'app.js': [own('app.js'), script],
  'icon.svg': [own('icon.svg'), 'image/svg+xml'],
  'htmx.js': [packaged('htmx.org/dist/htmx.min.js'), script],
  'sse.js': [packaged('htmx-ext-sse/dist/sse.min.js'), script],
}

/** The files of the pages, readable without signing in. */
export const assets = new Hono().get('/:file', async (c) => {
  const file = c.req.param('file')
  if (!Object.hasOwn(files, file)) return c.notFound()
  const [place, type] = files[file] ?? []
  if (place === undefined || type === undefined) return c.notFound()
  const body = await readFile(fileURLToPath(place))
  return c.body(body, 200, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
})
