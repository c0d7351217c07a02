import type { Context } from 'hono'
import { Csrf, csrfOf, page } from './parts/layout.tsx'

/** Asks for the token; the session's own route takes it. */
export function loginPage(c: Context, error?: string, status: 200 | 422 | 429 = 200) {
  return page(
    c,
    { title: 'Log in', isSignedOut: true, status },
    <form class="card fields" method="post" action="/login">
      <Csrf token={csrfOf(c)} />
      <div class="field">
        <label for="token">Admin token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="current-password"
          aria-describedby={error === undefined ? 'token-help' : 'token-help token-error'}
          aria-invalid={error === undefined ? undefined : 'true'}
        />
        <span class="help" id="token-help">
          It was shown when the server started for the first time; CONFLUENCE_SYNC_ADMIN_TOKEN sets another
          one.
        </span>
        {error === undefined ? null : (
          <span class="error" id="token-error" role="alert">
            {error}
          </span>
        )}
      </div>
      <button class="primary" type="submit">
        Log in
      </button>
    </form>,
  )
}
