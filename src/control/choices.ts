import type { Named } from '../store/names.ts'
import type { Choice } from './views.ts'

const mostChoices = 100

/** What a form offers of a book that may hold thousands. */
export const choicesOf =
  (named: (text: string, limit: number) => readonly Named[]) =>
  async (search: string): Promise<readonly Choice[]> =>
    named(search.trim(), mostChoices).map(({ id, name }) => ({ value: id, label: name }))
