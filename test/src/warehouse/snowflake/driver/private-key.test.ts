import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readPrivateKey } from '../../../../../src/warehouse/snowflake/driver/private-key.ts'
import { known, privateKeyPem } from '../../../../support/snowflake/credentials.ts'

const read = (pem: string, passphrase?: string, file?: string) =>
  readPrivateKey({ pem, passphrase, ...(file === undefined ? {} : { file }) })

const plain = privateKeyPem()
const pkcs1 = known.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()
const encryptedPkcs1 = known.privateKey
  .export({ format: 'pem', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'abcd' })
  .toString()
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString()
const openSsh = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----'

test('PKCS#8 is taken as it is, encrypted or not, with line breaks or written-out ones', () => {
  expect(read(plain)).toBe(plain)
  expect(read(plain.replaceAll('\n', '\\n'))).toBe(plain)
  expect(read(privateKeyPem('a passphrase'), 'a passphrase')).toBe(plain)
})

test.each([
  ['PKCS#1', pkcs1, 'openssl pkcs8 -topk8 -nocrypt -in /keys/rsa.pem -out rsa_key.p8'],
  ['encrypted PKCS#1', encryptedPkcs1, 'openssl pkcs8 -topk8 -in /keys/rsa.pem -out rsa_key.p8'],
  ['OpenSSH', openSsh, 'ssh-keygen -p -m PKCS8 -f /keys/rsa.pem'],
])('%s is refused with the command that converts it', (_name, pem, command) => {
  const refused = expect.objectContaining({
    kind: 'config',
    code: 'private_key',
    message: expect.stringContaining(command),
  })
  expect(() => read(pem, undefined, '/keys/rsa.pem')).toThrow(refused)
})

test.each([
  ['an encrypted key without a passphrase', privateKeyPem('a'), undefined, /encrypted: add its "passphrase"/],
  ['a wrong passphrase', privateKeyPem('a'), 'b', /could not be decrypted/],
  ['a broken key', plain.replace(/\n.{64}\n/, '\n'), undefined, /cannot be read/],
  ['no key', 'hello', undefined, /give the whole PEM text/],
  [
    'a public key',
    known.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    undefined,
    /public half/,
  ],
  ['another kind of key', elliptic, undefined, /is of type ec: Snowflake takes RSA keys only/],
])('%s is told', (_name, pem, passphrase, says) => {
  expect(() => read(pem, passphrase)).toThrow(says)
})
