import { Hono } from 'hono'
import type { Front } from './settings.ts'

/** Nothing to look at: the API alone. */
export const front: Front = {
  pages: () => new Hono(),
  assets: new Hono(),
  loginPage: (c, error, status = 200) =>
    c.text(error ?? 'Send the admin token as the form field "token".', status),
}
