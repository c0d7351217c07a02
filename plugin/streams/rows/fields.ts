import { z } from 'zod'

// The forms that fields of all rows have; each description becomes the column's comment.

export const idField = (what: string) => z.string().describe(what)
export const textField = (what: string) => z.string().nullable().describe(what)
export const instantField = (what: string) => z.iso.datetime().nullable().describe(what)
export const integerField = (what: string) => z.number().int().nullable().describe(what)
export const booleanField = (what: string) => z.boolean().nullable().describe(what)
export const listField = (what: string) => z.array(z.string()).nullable().describe(what)

/** Fields that every versioned record has. */
export const versionFields = {
  createdAt: instantField('When it was created (UTC).'),
  lastModifiedAt: instantField('When its latest version was saved (UTC).'),
  lastModifiedBy: textField('Account id of who saved its latest version.'),
  versionNumber: integerField('Number of its latest version, from 1.'),
}

// What answers carry; every value may be missing or null.

/** The id of a record. A dot or two would be a step in an address, and stands for no record. */
export const ownId = z
  .string()
  .min(1)
  .refine((id) => id !== '.' && id !== '..')

export const optionalText = z.string().nullish()

/** An id of something else. An empty one is none: nobody has it, and whatever it is joined with is lost. */
export const optionalId = optionalText.transform((id) => id || null)

export const versionItem = z
  .object({
    number: z.number().nullish(),
    createdAt: optionalText,
    message: optionalText,
    minorEdit: z.boolean().nullish(),
    authorId: optionalId,
  })
  .nullish()

export const bodyItem = z.object({ storage: z.object({ value: optionalText }).nullish() }).nullish()

/** Where every record that has a body holds it. */
export const rawPaths = { bodyStorage: ['body', 'storage', 'value'] } as const

export const linksItem = z.object({ webui: optionalText }).nullish()
