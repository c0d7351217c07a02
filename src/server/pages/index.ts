import { type Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { toSyncError } from '../../contract/errors.ts'
import type { Control } from '../../control/control.ts'
import { connectionPages } from './connections.tsx'
import { dataPages } from './data.tsx'
import { explained } from './explained.tsx'
import { overviewPages } from './overview.tsx'
import { sentBy, sentForm } from './parts/settings.ts'
import { runPages } from './runs.tsx'
import { settingsPages } from './settings.tsx'
import { syncFormPages } from './sync-form.tsx'
import { syncPages } from './syncs.tsx'

/**
 * The pages for people, behind a session that sets `csrf` on the context and checks it on every POST. Whatever goes
 * wrong is a page that says what to do; a piece of a page that was asked for alone says it in its place.
 */
export function pages(control: Control): Hono {
  const app = new Hono()
  for (const part of parts) app.route('/', part(control))
  app.post('/theme', rememberTheme)
  app.onError((error, c) => explained(c, toSyncError(error)))
  return app
}

const parts = [
  overviewPages,
  connectionPages,
  syncFormPages,
  syncPages,
  runPages,
  dataPages,
  settingsPages,
] as const

async function rememberTheme(c: Context) {
  const { theme, back = '/' } = sentBy(await sentForm(c))
  if (theme === 'light' || theme === 'dark')
    setCookie(c, 'theme', theme, { path: '/', sameSite: 'Strict', httpOnly: true, maxAge: 31_536_000 })
  // Only a place of ours: `//` would be another host, also with what browsers leave out between the two.
  return c.redirect(/^\/(?![/\\])\P{Cc}*$/u.test(back) ? back : '/', 303)
}
