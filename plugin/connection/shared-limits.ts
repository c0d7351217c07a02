import { z } from 'zod'
import { isLoopback } from './site.ts'

const message =
  'must be an address such as rediss://:password@redis.example.com:6379; plain redis:// only on this machine'

const redisUrl = z.string().refine(isSafe, { message })

/** What a server keeps as a secret is one text, also what was named as in a file. */
const addressIn = (text: string) => /^\{"redisUrl":"([^"]*)"\}$/.exec(text)?.[1] ?? text

/**
 * Where several processes meet that read one site. A field of the form is a text; a configuration file names what the
 * text is. Comes to the address, which may carry a password.
 */
export const sharedLimits = z
  .union(
    [
      z.strictObject({ redisUrl: z.string() }).transform((named) => named.redisUrl),
      z.string().transform(addressIn),
    ],
    { error: message },
  )
  .pipe(redisUrl)
  .transform((address) => address || undefined)
  .optional()
  .meta({
    title: 'Redis for shared limits',
    description:
      "The address of a Redis server. All processes that name it keep to this site's limits together. Empty: each process keeps to limits of its own.",
    secret: true,
    examples: ['rediss://:password@redis.example.com:6379'],
  })

// Without encryption the password would be readable on the way.
function isSafe(address: string): boolean {
  // A form sends a field that is left empty.
  if (address === '') return true
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return hostname !== '' && (protocol === 'rediss:' || (protocol === 'redis:' && isLoopback(hostname)))
}
