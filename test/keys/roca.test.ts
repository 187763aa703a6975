import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { isRoca } from '../../src/keys/roca.js'
import { rocaModulus } from '../support/roca-modulus.js'

test.each([512, 1024, 2048, 3072])('tells a modulus of the flawed generator, %i bits', (bits) => {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', e: 'AQAB', n: rocaModulus(bits) } })
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(bits)
  expect(isRoca(key)).toBe(true)
})

test('takes no sound key for one', () => {
  for (let i = 0; i < 20; i += 1) {
    expect(isRoca(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)).toBe(false)
  }
  expect(isRoca(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe(false)
})
