import type { Route } from './route.ts'
import { connections } from './routes/connections.ts'
import { data } from './routes/data.ts'
import { general } from './routes/general.ts'
import { notifications } from './routes/notifications.ts'
import { runs } from './routes/runs.ts'
import { syncs } from './routes/syncs.ts'

/** Every route of the API: what it takes, what it gives, what it does. */
export const apiRoutes: readonly Route[] = [
  ...general,
  ...connections,
  ...syncs,
  ...runs,
  ...data,
  ...notifications,
]
