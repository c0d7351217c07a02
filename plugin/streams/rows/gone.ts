const goneStatuses: ReadonlySet<string | null> = new Set(['trashed', 'deleted', 'draft', 'historical'])

/**
 * Whether a record that still answers by its id is gone all the same: listings leave out what is in the trash,
 * unpublished or superseded, while asking by id finds it.
 */
export const isGone = ({ status }: { readonly status: string | null }): boolean => goneStatuses.has(status)
