import { z } from 'zod'
import type { Store } from './database.ts'

/** Single values by name. */
export interface FactBook {
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** Keeps what is there already. Returns what is there afterwards. */
  setOnce(name: string, value: string): string
  remove(name: string): void
}

const row = z.object({ value: z.string() }).optional()

export function factBook(store: Store): FactBook {
  const get = (name: string) => row.parse(store.get('select value from facts where name = ?', name))?.value
  return {
    get,
    set: (name, value) =>
      void store.run(
        'insert into facts (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
        ...[name, value],
      ),
    setOnce(name, value) {
      store.run('insert into facts (name, value) values (?, ?) on conflict do nothing', name, value)
      return get(name) ?? value
    },
    remove: (name) => void store.run('delete from facts where name = ?', name),
  }
}
