const goneStatuses: ReadonlySet<string | null> = new Set(['trashed', 'deleted'])

/**
 * Whether a record that still answers by its id is gone all the same: listings leave trashed records out, while
 * asking for one by id finds it in the trash.
 */
export const isGone = ({ status }: { readonly status: string | null }): boolean => goneStatuses.has(status)
