import type { Warehouse } from '../../src/contract/warehouse.ts'
import { booksContract } from './warehouse-books.ts'
import { deletedContract } from './warehouse-deleted.ts'
import { landingContract } from './warehouse-landing.ts'
import { inLowerCase, type Spelling } from './warehouse-spelling.ts'
import { valuesContract } from './warehouse-values.ts'

/** What every warehouse must do. `open` gives an empty one, whose rows may be at most 64 KiB. */
export function warehouseContract(
  name: string,
  open: () => Promise<Warehouse>,
  spelling: Spelling = inLowerCase,
): void {
  landingContract(name, open)
  deletedContract(name, open)
  valuesContract(name, open, spelling)
  booksContract(name, open, spelling)
}
