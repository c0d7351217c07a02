import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { Notice } from './notice.tsx'
import { saidBy } from './said.ts'

export interface Titled {
  readonly title: string
  /** Beside the title: what can be done here. */
  readonly actions?: Child
  readonly about?: Child
  readonly status?: 200 | 404 | 422 | 429 | 500 | 503
  readonly isSignedOut?: boolean
}

const places = [
  ['/', 'Overview'],
  ['/connections', 'Connections'],
  ['/syncs', 'Syncs'],
  ['/runs', 'Runs'],
  ['/data', 'Data'],
  ['/settings', 'Settings'],
] as const

/** What proves that a form was sent from a page of ours; the session sets it. */
export const csrfOf = (c: Context): string => String(c.get('csrf') ?? '')

/** Goes into every form. */
export const Csrf = ({ token }: { readonly token: string }) => (
  <input type="hidden" name="csrf" value={token} />
)

/** A whole page around its content. */
export function page(c: Context, titled: Titled, content: Child) {
  const { title, status = 200 } = titled
  const chosen = getCookie(c, 'theme')
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : undefined
  return c.html(
    html`<!doctype html>${(
      <html lang="en" data-theme={theme}>
        <Head title={title} />
        <body hx-headers={JSON.stringify({ 'X-CSRF-Token': csrfOf(c) })}>
          <a class="skip" href="#content">
            Skip to the content
          </a>
          <Top c={c} isSignedOut={titled.isSignedOut ?? false} />
          <main id="content" tabindex={-1} class={titled.isSignedOut ? 'alone' : undefined}>
            <Said c={c} />
            <Heading {...titled} />
            {content}
            {titled.isSignedOut ? null : (
              <p class="quiet small">
                Times are shown in <span data-zone>UTC</span>.
              </p>
            )}
          </main>
        </body>
      </html>
    )}`,
    status,
  )
}

const htmx = { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true, timeout: 30_000 }

const Head = ({ title }: { readonly title: string }) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="htmx-config" content={JSON.stringify(htmx)} />
    <title>{`${title} · confluence-sync`}</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/app.css" />
    <script src="/assets/htmx.js" defer />
    <script src="/assets/sse.js" defer />
    <script src="/assets/app.js" defer />
  </head>
)

interface TopProps {
  readonly c: Context
  readonly isSignedOut: boolean
}

const Top = ({ c, isSignedOut }: TopProps) => (
  <header class="top">
    <div>
      <a class="brand" href="/">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 9a9 9 0 0 1 15-3l1 1M20 15a9 9 0 0 1-15 3l-1-1M20 3v4h-4M4 21v-4h4" />
        </svg>
        confluence-sync
      </a>
      {isSignedOut ? null : (
        <>
          <Places path={c.req.path} />
          <Tools c={c} />
        </>
      )}
    </div>
  </header>
)

const Tools = ({ c }: Pick<TopProps, 'c'>) => (
  <div class="tools">
    <form method="post" action="/theme">
      <Csrf token={csrfOf(c)} />
      <input type="hidden" name="back" value={c.req.method === 'GET' ? c.req.path : '/'} />
      {(['light', 'dark'] as const).map((scheme) => (
        <button class={`plain to-${scheme}`} name="theme" value={scheme} type="submit">
          {scheme === 'light' ? 'Light theme' : 'Dark theme'}
        </button>
      ))}
    </form>
    <form method="post" action="/logout">
      <Csrf token={csrfOf(c)} />
      <button class="plain" type="submit">
        Log out
      </button>
    </form>
  </div>
)

const Places = ({ path }: { readonly path: string }) => (
  <nav aria-label="Main">
    <ul>
      {places.map(([href, name]) => (
        <li>
          <a href={href} aria-current={isHere(path, href) ? 'page' : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

const isHere = (path: string, href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`))

function Said({ c }: { readonly c: Context }) {
  const said = saidBy(c.req.query('said'))
  if (said === undefined) return null
  return (
    <Notice tone="good">
      {said.words} {said.next === undefined ? null : <a href={said.next.href}>{said.next.label}</a>}
    </Notice>
  )
}

const Heading = ({ title, actions, about }: Titled) => (
  <div class="head">
    <div>
      <h1>{title}</h1>
      {about === undefined ? null : <p>{about}</p>}
    </div>
    {actions === undefined ? null : <div class="row">{actions}</div>}
  </div>
)
