import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { toSyncError } from '../contract/errors.ts'
import { mountApi } from './api/mount.ts'
import { openApiDocument } from './api/openapi.ts'
import { apiRoutes } from './api/routes.ts'
import { failureAnswer, notingFailures, refusal } from './failures.ts'
import {
  addressOf,
  closeSession,
  fieldOf,
  headersAlone,
  knownHostOnly,
  largestBody,
  openSession,
  sameOriginOnly,
  sessionOf,
  signedInOnly,
  tellWait,
  type Variables,
  waitWords,
  withHeaders,
} from './guard.ts'
import { openMetrics } from './metrics.ts'
import type { ServerSettings } from './settings.ts'
import { openThrottle, type Throttle } from './throttle.ts'
import { isAdminToken } from './tokens.ts'

/** Everything that is served on the one port: pages, API, health and metrics. */
export function createServer(settings: ServerSettings): Hono<{ Variables: Variables }> {
  const { control, front } = settings
  const throttle = openThrottle(control.now)
  const app = new Hono<{ Variables: Variables }>()
  app.use(withHeaders(settings), notingFailures(settings), headersAlone)
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', (c) => {
    const problem = control.unready()
    return problem === undefined ? c.text('ok\n') : c.text(`${problem}\n`, 503)
  })
  app.use(knownHostOnly(settings), sameOriginOnly(settings))
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: (c) => refusal(c, 'too_large', `The request is larger than ${largestBody / 1024} KB.`),
    }),
  )
  app.route('/assets', front.assets)
  addSession(app, settings, throttle)
  const signInFirst = (c: Context) =>
    refusal(c, 'unauthorized', 'Log in, or send the admin token as "Authorization: Bearer <token>".')
  const guarded = signedInOnly(settings, throttle, signInFirst)
  app.use('/api/*', guarded)
  app.use('/metrics', guarded)
  const metrics = openMetrics(control)
  app.get('/metrics', async (c) => c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }))
  app.get('/api/openapi.json', (c) => c.json(openApiDocument(apiRoutes, settings.version)))
  mountApi(app, apiRoutes, control)
  app.all('/api/*', (c) =>
    refusal(c, 'no_such_path', 'There is nothing at this path; /api/openapi.json lists what there is.'),
  )
  app.use(signedInOnly(settings, throttle, (c) => c.redirect('/login', 303)))
  app.route('/', front.pages(control))
  // Everything of the API is answered by now: what takes a page is a browser.
  app.notFound((c) =>
    /\btext\/html\b/i.test(c.req.header('accept') ?? '')
      ? front.missingPage(c)
      : refusal(c, 'no_such_path', 'There is nothing at this path.'),
  )
  app.onError((error, c) => failureAnswer(c, toSyncError(error)))
  return app
}

function addSession(app: Hono<{ Variables: Variables }>, settings: ServerSettings, throttle: Throttle): void {
  const { front } = settings
  app.get('/login', (c) => {
    c.set('csrf', '')
    return sessionOf(c, settings) === undefined ? front.loginPage(c) : c.redirect('/', 303)
  })
  app.post('/login', async (c) => {
    c.set('csrf', '')
    const address = addressOf(c, settings)
    const waitMs = throttle.waitMs(address)
    if (waitMs !== undefined) {
      tellWait(c, waitMs)
      return front.loginPage(c, waitWords(waitMs), 429)
    }
    const token = await fieldOf(c, 'token')
    if (token === undefined || !isAdminToken(settings.control, token.trim())) {
      throttle.noteFailure(address)
      return front.loginPage(c, 'This is not the admin token of this server.', 422)
    }
    throttle.noteSuccess(address)
    openSession(c, settings)
    return c.redirect('/', 303)
  })
  app.use(
    '/logout',
    signedInOnly(settings, throttle, (c) => c.redirect('/login', 303)),
  )
  app.post('/logout', (c) => {
    closeSession(c, settings)
    return c.redirect('/login', 303)
  })
}
