// The one door to what the operations give and take; a file for each subject stands behind it.
export { runStatuses } from '../store/shapes.ts'
export type * from './views/connections.ts'
export type * from './views/data.ts'
export type * from './views/general.ts'
export type * from './views/notifications.ts'
export type * from './views/paging.ts'
export type * from './views/runs.ts'
export type * from './views/syncs.ts'
