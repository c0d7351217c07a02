import { generateKeyPairSync } from 'node:crypto'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Whom the double lets in, and with what. */
export const known = {
  account: 'myorg-myaccount',
  user: 'SYNC_SERVICE',
  password: 'a password for the double',
  privateKey: pair.privateKey,
  publicKey: pair.publicKey,
  programmaticAccessToken: 'a programmatic access token',
  oauthToken: 'an oauth token',
  workloadToken: 'a workload identity token',
  clientId: 'a client',
  clientSecret: 'a client secret',
} as const

/** The private half as PEM text; with a passphrase, encrypted. */
export function privateKeyPem(passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return known.privateKey.export({ format: 'pem', type: 'pkcs8', ...encryption }).toString()
}
