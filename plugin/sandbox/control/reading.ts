import type { z } from 'zod'
import { refuseOperation } from './picking.ts'

/** The body of a control request. Throws HTTPException 400 with a sentence that names the wrong field. */
export async function readBody<Shape extends z.ZodType>(
  request: Request,
  shape: Shape,
): Promise<z.infer<Shape>> {
  const parsed = shape.safeParse(await request.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuseOperation(
    `Cannot read ${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'not valid'}.`,
  )
}
