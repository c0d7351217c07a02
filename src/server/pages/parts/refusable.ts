import { toSyncError } from '../../../contract/errors.ts'

export interface Refusal {
  readonly message: string
  readonly field?: string | undefined
}

/** What comes of it, or why the input was refused, for the form to show; any other failure is thrown on. */
export async function refusable<Result extends object>(
  action: () => Promise<Result>,
): Promise<Result | { readonly error: Refusal }> {
  try {
    return await action()
  } catch (thrown) {
    const error = toSyncError(thrown)
    if (error.kind !== 'config') throw error
    return { error }
  }
}
