import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readPublicKey } from '../../src/keys/public-key.js'
import { selfSigned } from '../support/certificate.js'
import { rocaModulus } from '../support/roca-modulus.js'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pss = (options: object) => generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...options }).publicKey
const onCurve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey

const jwk = (key: KeyObject, members: object = {}): object => ({
  ...key.export({ format: 'jwk' }),
  ...members,
})
const pem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki') =>
  key.export({ format: 'pem', type }).toString()

/** An odd number of so many bytes. */
const oddNumber = (bytes: number) => Buffer.alloc(bytes, 0xff).toString('base64url')

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

describe('is accepted, for the algorithms that it can serve', () => {
  test.each<[string, unknown, string[]]>([
    ['a KeyObject', rsa.publicKey, RSA],
    ['a PEM', pem(rsa.publicKey), RSA],
    ['a PEM of PKCS #1', pem(rsa.publicKey, 'pkcs1'), RSA],
    ['a certificate', selfSigned('an issuer').cert, ['ES256']],
    ['a JWK', jwk(rsa.publicKey), RSA],
    ['a JWK for signatures', jwk(rsa.publicKey, { use: 'sig', key_ops: ['verify'] }), RSA],
    ['a JWK with an algorithm', jwk(rsa.publicKey, { alg: 'PS384' }), ['PS384']],
    ['an exponent of 3', jwk(rsa.publicKey, { e: 'Aw' }), RSA],
    ['an exponent of 2 ** 32 - 1', jwk(rsa.publicKey, { e: '_____w' }), RSA],
    ['RSA of 16384 bits', jwk(rsa.publicKey, { n: oddNumber(2048) }), RSA],
    ['P-256', ec.publicKey, ['ES256']],
    ['P-384', jwk(onCurve('P-384')), ['ES384']],
    ['P-521', pem(onCurve('P-521')), ['ES512']],
    ['RSA-PSS for one hash', pss({ hashAlgorithm: 'sha384', mgf1HashAlgorithm: 'sha384' }), ['PS384']],
  ])('%s', (_, input, algorithms) => {
    expect(readPublicKey(input)).toMatchObject({ kid: undefined, algorithms, key: { type: 'public' } })
  })

  test('a JWK with a name', () => {
    expect(readPublicKey(jwk(ec.publicKey, { kid: 'first' }))).toMatchObject({ kid: 'first' })
  })
})

const pkcs8 = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString()
const base64 = (text: string) => Buffer.from(text).toString('base64')

const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
const roca = createPublicKey({ format: 'jwk', key: { kty: 'RSA', e: 'AQAB', n: rocaModulus(2048) } })

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['nothing', undefined, 'must be a PEM string, a JWK or a KeyObject'],
  ['null', null, 'must be a PEM string'],
  ['a number', 1, 'must be a PEM string'],
  ['a blank text', ' ', 'is no PEM public key'],
  ['a PEM in one line', pem(ec.publicKey).replaceAll('\n', ''), 'are its line breaks intact?'],
  [
    'a PEM with escaped line breaks',
    pem(ec.publicKey).replaceAll('\n', String.raw`\n`),
    'for its line breaks: give pem.replaceAll',
  ],
  ['a PEM in quotes', `"${pem(ec.publicKey)}"`, 'is in quotes: take that away'],
  ['a PEM in single quotes', `'${pem(ec.publicKey)}'\n`, 'is in quotes: take that away'],
  [
    'a PEM as JSON',
    JSON.stringify(pem(ec.publicKey)),
    'is in quotes: take that away; it has "\\n" for its line breaks: give pem.replaceAll',
  ],
  ['a PEM behind a space', ` ${pem(ec.publicKey)}`, 'has white space around it: take that away'],
  ['a PEM in base64', base64(pem(ec.publicKey)), 'is a PEM in base64: give Buffer.from(text, "base64")'],
  ['a JWK as text', `\n${JSON.stringify(jwk(ec.publicKey))}`, 'is no PEM but JSON: give JSON.parse(text)'],
  ['a JWK as text behind spaces', `  ${JSON.stringify(jwk(ec.publicKey))}`, 'is no PEM but JSON'],
  ['a text with a brace in it', 'my {key}', 'is no PEM public key'],
  [
    'a private PEM in quotes',
    JSON.stringify(pkcs8(ec.privateKey)),
    'is a private key: keep it with the signer',
  ],
  ['a private PEM in base64', base64(pkcs8(ec.privateKey)), 'is a private key: keep it with the signer'],
  ['a private PEM', ec.privateKey.export({ format: 'pem', type: 'pkcs8' }), 'is a private key'],
  ['an encrypted private PEM', encrypted(rsa.privateKey), 'is a private key'],
  ['a private KeyObject', ec.privateKey, 'is a private key'],
  ['a private JWK', jwk(ec.privateKey), 'is a private key'],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].map(
    (member) =>
      [`a JWK with "${member}"`, jwk(rsa.publicKey, { [member]: 'AQ' }), 'is a private key'] as const,
  ),
  ['a JWK Set', { keys: [jwk(ec.publicKey)] }, 'is a JWK Set: give the list in its "keys"'],
  [
    'a private JWK that calls itself public',
    jwk(rsa.privateKey, { use: 'sig', key_ops: ['verify'] }),
    'is a private key',
  ],
  [
    'a PEM as bytes',
    Buffer.from(pem(ec.publicKey)),
    'is a Buffer: give the text of the PEM, as from readFile',
  ],
  ['a secret KeyObject', createSecretKey(Buffer.alloc(32)), 'is a secret key'],
  ['a JWK of a shared secret', { kty: 'oct', k: 'AAAA' }, 'is a shared secret'],
  ['a JWK for encryption', jwk(rsa.publicKey, { use: 'enc' }), 'is not for signatures ("use")'],
  [
    'a JWK for other operations',
    jwk(rsa.publicKey, { key_ops: ['encrypt'] }),
    'is not for verifying ("key_ops")',
  ],
  [
    'a JWK with operations that are no list',
    jwk(rsa.publicKey, { key_ops: 'verify' }),
    'is not for verifying',
  ],
  ['a JWK with a kid that is no text', jwk(ec.publicKey, { kid: 1 }), 'has a "kid" that is no text'],
  ['a JWK with an empty kid', jwk(ec.publicKey, { kid: '' }), 'has a "kid" that is no text'],
  ['a JWK for an algorithm of another type', jwk(ec.publicKey, { alg: 'RS256' }), 'does not fit its type'],
  ['a JWK for HMAC', jwk(rsa.publicKey, { alg: 'HS256' }), 'does not fit its type'],
  ['a JWK for an algorithm that nobody knows', jwk(ec.publicKey, { alg: 'none' }), 'is not supported'],
  ['a JWK for a list of algorithms', jwk(ec.publicKey, { alg: ['ES256'] }), 'is not supported'],
  ['an empty object', {}, 'is no JWK of an RSA or EC public key'],
  ['a JWK without a modulus', { kty: 'RSA', e: 'AQAB' }, 'is no JWK'],
  ['RSA of 1024 bits', weak, 'is of no use here (rsa, 1024 bits): RSA from 2048 bits to 16384, P-256'],
  ['RSA of 1024 bits as a PEM', pem(weak), 'is of no use here (rsa, 1024 bits)'],
  [
    'RSA-PSS for a hash that no algorithm has',
    pss({ hashAlgorithm: 'sha1', mgf1HashAlgorithm: 'sha1' }),
    'is of no use here',
  ],
  ['an exponent of 1', jwk(rsa.publicKey, { e: 'AQ' }), 'is no sound RSA key'],
  ['an exponent of 2', jwk(rsa.publicKey, { e: 'Ag' }), 'is no sound RSA key'],
  ['an even exponent', jwk(rsa.publicKey, { e: 'AQAC' }), 'is no sound RSA key'],
  [
    'an exponent of 3040 bits, which is slow',
    jwk(rsa.publicKey, { e: oddNumber(380) }),
    'is no sound RSA key',
  ],
  ['an exponent of 2 ** 32 + 1', jwk(rsa.publicKey, { e: 'AQAAAAE' }), 'is no sound RSA key'],
  ['an exponent of 33 bits', jwk(rsa.publicKey, { e: oddNumber(5) }), 'is no sound RSA key'],
  ['RSA of 16392 bits', jwk(rsa.publicKey, { n: oddNumber(2049) }), 'is of no use here (rsa, 16392 bits)'],
  ['a key of the flawed generator', roca, 'CVE-2017-15361'],
  ['secp256k1', onCurve('secp256k1'), 'is of no use here (ec, secp256k1)'],
  ['Ed25519', generateKeyPairSync('ed25519').publicKey, 'is of no use here (ed25519)'],
  ['X25519', generateKeyPairSync('x25519').publicKey, 'is of no use here (x25519)'],
]

describe('is refused with the reason', () => {
  test.each(REFUSED)('%s', (_, input, reason) => {
    expect(readPublicKey(input)).toEqual({ problem: expect.stringContaining(reason) })
  })
})

test('no reason holds key material', () => {
  const reasons = JSON.stringify(REFUSED.map(([, input]) => readPublicKey(input)))
  for (const { publicKey, privateKey } of [rsa, ec]) {
    for (const member of Object.values({ ...jwk(publicKey), ...jwk(privateKey) })) {
      if (String(member).length > 10) expect(reasons).not.toContain(member)
    }
  }
})

function encrypted(key: KeyObject) {
  return key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'test' })
}
