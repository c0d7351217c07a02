import { assets } from './assets.ts'
import { missingPage } from './pages/explained.tsx'
import { pages } from './pages/index.ts'
import { loginPage } from './pages/login.tsx'
import type { Front } from './settings.ts'

/** What people see of the server. */
export const front: Front = { pages, assets, missingPage, loginPage }
