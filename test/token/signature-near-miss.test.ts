import { createSecretKey, generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import type { VerificationKey } from '../../src/keys/key-source.js'
import { decodeToken } from '../../src/token/decode.js'
import { nameOfKey, signatureNearMiss } from '../../src/token/signature-near-miss.js'
import { encoded, jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'

const { publicKey: large } = generateKeyPairSync('rsa', { modulusLength: 3072 })
const { publicKey: odd, privateKey: signOdd } = generateKeyPairSync('rsa', { modulusLength: 2052 })

/** A token by RS256 whose signature has so many bytes. */
function tokenWith(bytes: number, sign = PUBLIC_KEYS.RSA.sign) {
  const whole = jws('RS256', sign, { alg: 'RS256' }, userClaims())
  const start = whole.lastIndexOf('.') + 1
  const signature = Buffer.from(whole.slice(start), 'base64url').subarray(0, bytes)
  return decodeToken(whole.slice(0, start) + signature.toString('base64url'))
}

const keyFor = (key: VerificationKey['key'], ...algorithms: VerificationKey['algorithms']) => ({
  key,
  kid: undefined,
  algorithms,
})

test.each<[name: string, keys: VerificationKey[], says: string | undefined]>([
  ['that has its length', [keyFor(PUBLIC_KEYS.RSA.verify, 'RS256')], '200 bytes, and one of RS256 has 256'],
  ['and a longer one', [keyFor(large, 'RS256'), keyFor(PUBLIC_KEYS.RSA.verify, 'RS256')], 'has 256'],
  ['for several algorithms', [keyFor(PUBLIC_KEYS.RSA.verify, 'PS256', 'RS256')], 'has 256'],
  ['for another algorithm', [keyFor(PUBLIC_KEYS.RSA.verify, 'PS256')], undefined],
  ['of another type', [keyFor(PUBLIC_KEYS['P-256'].verify, 'ES256')], undefined],
])('a signature of RSA that was cut off, beside a key %s', (_name, keys, says) => {
  const problem = signatureNearMiss(tokenWith(200), keys)
  if (says === undefined) expect(problem).toBeUndefined()
  else expect(problem).toContain(says)
})

test('a modulus that is no whole number of bytes has a signature of one byte more', () => {
  const key = keyFor(odd, 'RS256')
  expect(signatureNearMiss(tokenWith(256, signOdd), [key])).toContain('has 257')
  expect(signatureNearMiss(tokenWith(257, signOdd), [key])).toBeUndefined()
})

const SECRET = 'a secret of more than thirty-two bytes'
const secretKey = (place: string) => ({ ...keyFor(createSecretKey(Buffer.from(SECRET)), 'HS256'), place })
const hmacToken = (secret: string) => decodeToken(jws('HS256', secret, { alg: 'HS256' }, userClaims()))
const asBase64 = Buffer.from(SECRET).toString('base64')

test('of several keys, that one is named whose secret was nearly used', () => {
  const says = /^The signer uses the secret in base64 as text/
  expect(signatureNearMiss(hmacToken(asBase64), [secretKey('secret')])).toMatch(says)
  const several = [keyFor(PUBLIC_KEYS.RSA.verify, 'RS256'), secretKey('secret[1]')]
  expect(signatureNearMiss(hmacToken(asBase64), several)).toMatch(/^secret\[1\]: The signer uses/)
})

test.each([
  ['as it is', (pem: string) => pem],
  ['without its line end', (pem: string) => pem.trimEnd()],
])('the text of a public key as a secret, %s', (_name, used) => {
  const { verify } = PUBLIC_KEYS.RSA
  const pem = verify.export({ type: 'spki', format: 'pem' }).toString()
  const keys = [secretKey('secret'), keyFor(verify, 'RS256')]
  expect(signatureNearMiss(hmacToken(used(pem)), keys)).toMatch(
    /^The signer used the text of the public key as a shared secret\. .* have it sign with the private key/,
  )
})

test('a signature in DER is told of ES256 alone', () => {
  const inDer = (alg: string) => {
    const signed = `${encoded({ alg })}.${encoded(userClaims())}`
    return decodeToken(
      `${signed}.${sign('sha256', Buffer.from(signed), PUBLIC_KEYS['P-256'].sign).toString('base64url')}`,
    )
  }
  const keys = [keyFor(PUBLIC_KEYS['P-256'].verify, 'ES256')]
  expect(signatureNearMiss(inDer('ES256'), keys)).toBe(
    'The key is right, but the signature is written in DER: have the signer write r and s behind each other ' +
      '(in Java "SHA256withECDSAinP1363Format", in Node dsaEncoding "ieee-p1363").',
  )
  expect(signatureNearMiss(inDer('RS256'), keys)).toBeUndefined()
})

test('of an algorithm that nobody knows, nothing is said', () => {
  const unsigned = { ...hmacToken(SECRET), alg: 'none' }
  const token = unsigned.token.slice(0, unsigned.token.lastIndexOf('.') + 1)
  expect(signatureNearMiss({ ...unsigned, token }, [secretKey('secret')])).toBeUndefined()
  expect(signatureNearMiss({ ...unsigned, token, alg: 'HS256' }, [])).toMatch(
    /no signature behind its second dot/,
  )
})

test('a key is called by its kid, or by its place among the options', () => {
  const key = keyFor(PUBLIC_KEYS.RSA.verify, 'RS256')
  expect(nameOfKey({ ...key, place: 'publicKey[0]' })).toBe('the key `publicKey[0]`')
  expect(nameOfKey({ ...key, place: 'publicKey[0]', kid: 'a"b' })).toBe('the key "a\\"b"')
})
