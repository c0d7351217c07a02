import type { z } from 'zod'
import { SyncError } from '../../src/contract/errors.ts'

/** An answer as far as we read it. Throws SyncError `data` when it lacks what the API promises. */
export function promised<Value>(schema: z.ZodType<Value>, answer: unknown, path: string): Value {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const message = `Confluence's answer for ${path} lacks what it promises; update confluence-sync.`
  throw new SyncError('data', message, { code: 'unexpected_shape', url: path, cause: parsed.error })
}
