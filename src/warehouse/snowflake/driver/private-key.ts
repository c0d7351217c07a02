import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SyncError } from '../../../contract/errors.ts'

export interface KeyMaterial {
  readonly pem: string
  readonly passphrase: string | undefined
  /** The file it was read from; absent: the key stands in the configuration. */
  readonly file?: string
}

/**
 * The key as an unencrypted PKCS#8 text, which is the one form that Snowflake's driver takes.
 * Throws SyncError `config` code `private_key` with the command that converts any other form.
 * https://docs.snowflake.com/en/user-guide/key-pair-auth
 */
export function readPrivateKey(material: KeyMaterial): string {
  // A key in an environment variable often has its line breaks written out.
  const pem = material.pem.replaceAll('\\n', '\n').trim()
  const refusal = refusals.find(({ pattern }) => pattern.test(pem))
  if (refusal !== undefined) throw refuse(refusal.say(material.file ?? 'KEYFILE'))
  if (pem.includes('BEGIN ENCRYPTED PRIVATE KEY') && material.passphrase === undefined)
    throw refuse('The private key is encrypted: add its "passphrase" to "warehouse.auth".')
  const key = open(pem, material)
  if (key.asymmetricKeyType !== 'rsa')
    throw refuse(`The private key is of type ${key.asymmetricKeyType}: Snowflake takes RSA keys only.`)
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}

function open(pem: string, { passphrase }: KeyMaterial): KeyObject {
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(passphrase === undefined ? {} : { passphrase }),
    })
  } catch (error) {
    const encrypted = pem.includes('BEGIN ENCRYPTED PRIVATE KEY')
    throw refuse(encrypted ? wrongPassphrase : unreadable, error)
  }
}

const wrongPassphrase =
  'The private key could not be decrypted: check its "passphrase", and that the key is complete.'
const unreadable =
  'The private key cannot be read: give the whole PEM text, from its BEGIN line to its END line.'

interface Refusal {
  readonly pattern: RegExp
  readonly say: (file: string) => string
}

const refusals: readonly Refusal[] = [
  {
    pattern: /BEGIN RSA PRIVATE KEY-+\s+Proc-Type: 4,ENCRYPTED/,
    say: (file) =>
      `The private key is in the old PKCS#1 form, which Snowflake does not take; convert it: openssl pkcs8 -topk8 -in ${file} -out rsa_key.p8`,
  },
  {
    pattern: /BEGIN RSA PRIVATE KEY/,
    say: (file) =>
      `The private key is in the old PKCS#1 form, which Snowflake does not take; convert it: openssl pkcs8 -topk8 -nocrypt -in ${file} -out rsa_key.p8`,
  },
  {
    pattern: /BEGIN OPENSSH PRIVATE KEY/,
    say: (file) =>
      `The private key is in OpenSSH's form, which Snowflake does not take; convert a copy of it: ssh-keygen -p -m PKCS8 -f ${file}`,
  },
  {
    pattern: /BEGIN (RSA )?PUBLIC KEY|BEGIN CERTIFICATE/,
    say: () =>
      'This is the public half of the key, which belongs to the Snowflake user: give the private one.',
  },
  {
    pattern: /^(?![\s\S]*BEGIN (ENCRYPTED )?PRIVATE KEY)/,
    say: () => unreadable,
  },
]

function refuse(message: string, cause?: unknown): SyncError {
  return new SyncError('config', message, { code: 'private_key', cause })
}
