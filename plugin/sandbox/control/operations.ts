import { z } from 'zod'
import { kinds } from '../items.ts'

export const operationNames = [
  'edit',
  'create',
  'trash',
  'restore',
  'archive',
  'purge',
  'move',
  'label',
  'unlabel',
  'comment',
  'attach',
] as const

export type OperationName = (typeof operationNames)[number]

const operation = z.strictObject({
  op: z.enum(operationNames),
  /** What `id` is of, or what to pick `count` of; for `create`, what to make. */
  type: z.enum(kinds),
  id: z.string().optional(),
  count: z.number().int().min(0).max(100_000).optional(),
  title: z.string().optional(),
  body: z.string().optional(),
  minorEdit: z.boolean().optional(),
  /** Where to move or create; without it, any other space. */
  spaceId: z.string().optional(),
  /** A label's name; without it, any label. */
  label: z.string().optional(),
  location: z.enum(['footer', 'inline']).optional(),
})

export const operationList = z.array(operation)

export type Operation = z.infer<typeof operation>

/** One record that an operation changed, as it is afterwards; what was purged has the status `purged`. */
export interface Changed {
  readonly op: OperationName
  readonly type: (typeof kinds)[number]
  readonly id: string
  readonly versionNumber: number | null
  readonly status: string
}
