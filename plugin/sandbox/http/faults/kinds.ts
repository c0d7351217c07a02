import { z } from 'zod'
import { breaks } from './breaks.ts'
import { links } from './links.ts'
import { records } from './records.ts'
import { refusals } from './refusals.ts'
import { serverErrors } from './server-error.ts'
import { sights } from './sights.ts'

/** Everything that a real site does to its clients now and then, by `kind`. */
export const faultList = z.array(
  z.discriminatedUnion('kind', [...refusals, ...serverErrors, ...breaks, ...links, ...records, ...sights]),
)

export type Fault = z.output<typeof faultList>[number]
