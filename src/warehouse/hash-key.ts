import { z } from 'zod'

/** The secret of the columns that are hashed. It never lands; with another one, everything is read again. */
export const hashKey = z
  .string()
  .min(16, 'use at least 16 characters')
  .meta({
    secret: true,
    title: 'Key of hashed columns',
    description:
      'Without it, whoever has a list of e-mail addresses finds them among the hashes. Keep it: with another one everything is read again.',
  })
  .optional()
