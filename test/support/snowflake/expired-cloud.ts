import { createRequire } from 'node:module'

/** An S3 that takes the credentials of the stage for expired. */
export function expiredCloud() {
  const { S3 } = createRequire(createRequire(import.meta.url).resolve('snowflake-sdk'))('@aws-sdk/client-s3')
  const { putObject, getBucketAccelerateConfiguration } = S3.prototype
  const cloud = { attempts: 0, [Symbol.dispose]: () => undefined as undefined }
  S3.prototype.putObject = async () => {
    cloud.attempts += 1
    throw Object.assign(new Error('The provided token has expired.'), { Code: 'ExpiredToken' })
  }
  S3.prototype.getBucketAccelerateConfiguration = async () => ({})
  cloud[Symbol.dispose] = () => Object.assign(S3.prototype, { putObject, getBucketAccelerateConfiguration })
  return cloud
}
