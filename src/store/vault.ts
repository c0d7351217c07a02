import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SyncError } from '../contract/errors.ts'

/** Keeps secrets so that who has the store alone cannot read them, nor put one record's secret into another. */
export interface Vault {
  /** `place` names the record and the field; only the same place opens it again. */
  seal(text: string, place: string): string
  /** Throws SyncError `config` code `key_does_not_fit` when it was sealed with another key, elsewhere, or changed. */
  open(sealed: string, place: string): string
}

const algorithm = 'aes-256-gcm'
const version = 'v1'
export const keyBytes = 32

export function openVault(key: Buffer): Vault {
  return {
    seal(text, place) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv(algorithm, key, nonce)
      cipher.setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return [version, ...[nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join(
        '.',
      )
    },
    open(sealed, place) {
      try {
        return unseal(key, sealed, place)
      } catch {
        throw doesNotFit()
      }
    },
  }
}

function unseal(key: Buffer, sealed: string, place: string): string {
  const [written, ...parts] = sealed.split('.')
  if (written !== version || parts.length !== 3) throw doesNotFit()
  const [nonce, tag, body] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (nonce === undefined || tag === undefined || body === undefined) throw doesNotFit()
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
}

function doesNotFit(): SyncError {
  const message =
    'A stored secret cannot be read with this key: start with the key that it was stored with, or enter the secret again.'
  return new SyncError('config', message, { code: 'key_does_not_fit' })
}
