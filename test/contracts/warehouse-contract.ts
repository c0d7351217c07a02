import type { Warehouse } from '../../src/contract/warehouse.ts'
import { besideContract } from './warehouse-beside.ts'
import { booksContract } from './warehouse-books.ts'
import { deletedContract } from './warehouse-deleted.ts'
import { landingContract } from './warehouse-landing.ts'
import { leasesContract } from './warehouse-leases.ts'
import { inLowerCase, type Spelling } from './warehouse-spelling.ts'
import { valuesContract } from './warehouse-values.ts'

/** Gives an empty warehouse, whose rows may be at most 64 KiB. */
export type OpenWarehouse = (options?: {
  /** How long a silent run keeps its lease; the warehouse's own default where absent. */
  readonly leaseMs?: number
}) => Promise<Warehouse>

/** What every warehouse must do. */
export function warehouseContract(name: string, open: OpenWarehouse, spelling: Spelling = inLowerCase): void {
  landingContract(name, open)
  besideContract(name, open)
  deletedContract(name, open)
  leasesContract(name, open)
  valuesContract(name, open, spelling)
  booksContract(name, open, spelling)
}
