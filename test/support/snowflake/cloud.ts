import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'

export interface Cloud extends Disposable {
  readonly attempts: number
  /** What arrived, by name. */
  readonly arrived: ReadonlyMap<string, Buffer>
}

interface Put {
  readonly Key: string
  readonly Body: NodeJS.ReadableStream
}

/** While it is held, the driver's uploads to S3 come here: `refuse` says which attempts fail, and with what. */
export function openCloud(refuse: (attempt: number) => Error | undefined): Cloud {
  const { S3 } = createRequire(createRequire(import.meta.url).resolve('snowflake-sdk'))('@aws-sdk/client-s3')
  const { putObject, headObject, getBucketAccelerateConfiguration } = S3.prototype
  const arrived = new Map<string, Buffer>()
  let attempts = 0
  S3.prototype.getBucketAccelerateConfiguration = async () => ({})
  S3.prototype.headObject = async ({ Key }: Pick<Put, 'Key'>) => {
    return { Metadata: {}, ContentLength: arrived.get(Key)?.length }
  }
  S3.prototype.putObject = async ({ Key, Body }: Put) => {
    attempts += 1
    const refused = refuse(attempts)
    if (refused !== undefined) throw refused
    arrived.set(Key, await buffer(Body))
    return {}
  }
  return {
    arrived,
    get attempts() {
      return attempts
    },
    [Symbol.dispose]: () => {
      Object.assign(S3.prototype, { putObject, headObject, getBucketAccelerateConfiguration })
    },
  }
}

/** An S3 that takes the credentials of the stage for expired. */
export function expiredCloud(): Cloud {
  return openCloud(() =>
    Object.assign(new Error('The provided token has expired.'), { Code: 'ExpiredToken' }),
  )
}
