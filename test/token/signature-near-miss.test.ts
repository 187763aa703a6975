import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import type { VerificationKey } from '../../src/keys/key-source.js'
import { decodeToken } from '../../src/token/decode.js'
import { signatureNearMiss } from '../../src/token/signature-near-miss.js'
import { jws, userClaims } from '../support/jws.js'
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
