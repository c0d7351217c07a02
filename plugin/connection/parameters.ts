import { z } from 'zod'
import { parseClause } from '../api/clause.ts'

/** The sync's own form. */
export const parameters = z.strictObject({
  cql_pages_clause: z
    .string()
    .optional()
    .superRefine((text, context) => {
      try {
        parseClause(text)
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
      }
    })
    .meta({
      title: 'CQL clause for pages',
      description: 'Only pages that match this CQL are read. Empty: all pages that the account may see.',
      examples: ['space in ("DOCS", "TEAM") and label = "published"'],
    }),
})
