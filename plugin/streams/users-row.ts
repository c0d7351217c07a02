import { z } from 'zod'
import { encoded } from '../api/encoded.ts'
import { booleanField, idField, optionalText, textField } from './rows/fields.ts'
import { absolute } from './rows/links.ts'

export const userRow = z.object({
  id: idField('The account id.'),
  accountType: textField('atlassian, app, customer or unknown.'),
  accountStatus: textField('active, inactive, closed or unknown.'),
  displayName: textField('The name that the site shows.'),
  publicName: textField('The name that is open to everybody.'),
  email: textField('The e-mail address; null where the profile hides it.'),
  timeZone: textField('The time zone; null where the profile hides it.'),
  isExternalCollaborator: booleanField('True for a guest.'),
  profilePicture: textField("Address of the account's picture."),
  personalSpaceId: textField("Id of the account's personal space."),
  webUrl: textField('Address of the profile in the browser.'),
})

export type UserRow = z.infer<typeof userRow>

// The same names in both APIs; v1 leaves some out.
export const accountItem = z.object({
  accountId: z.string().min(1),
  accountType: optionalText,
  accountStatus: optionalText,
  displayName: optionalText,
  publicName: optionalText,
  email: optionalText,
  timeZone: optionalText,
  isExternalCollaborator: z.boolean().nullish(),
  profilePicture: z.object({ path: optionalText }).nullish(),
  personalSpaceId: optionalText,
})

export type Account = z.infer<typeof accountItem>

/** A user as either API gives it, as a row. What a profile hides comes as an empty text. */
export function toUserRow(user: z.infer<typeof accountItem>, base: string): UserRow {
  return {
    id: user.accountId,
    accountType: user.accountType || null,
    accountStatus: user.accountStatus || null,
    displayName: user.displayName || null,
    publicName: user.publicName || null,
    email: user.email || null,
    timeZone: user.timeZone || null,
    isExternalCollaborator: user.isExternalCollaborator ?? null,
    profilePicture: absolute(base, user.profilePicture?.path),
    personalSpaceId: user.personalSpaceId || null,
    webUrl: `${base}/people/${encoded(user.accountId)}`,
  }
}
