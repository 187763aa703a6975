import { expect, test } from 'vitest'
import { signingKeysOf, unreadOf } from '../../../src/keys/jwks/signing-keys.js'
import { signer } from '../../support/signer.js'

const key = (kid?: string, alg?: string) => ({
  ...(kid && { kid }),
  ...(alg && { alg }),
  getPublicKey: () => '',
})
const jwk = (kid?: string, alg?: 'RS256' | 'ES256') => ({
  kty: 'RSA',
  ...(kid && { kid }),
  ...(alg && { alg }),
})

test.each([
  ['none', [jwk('a'), jwk('b')], [key('a'), key('b')], []],
  ['the one in the middle', [jwk('a'), jwk('b'), jwk('c')], [key('a'), key('c')], [jwk('b')]],
  ['the first', [jwk('a'), jwk('b')], [key('b')], [jwk('a')]],
  ['all', [jwk('a'), jwk()], [], [jwk('a'), jwk()]],
  [
    'the one of another algorithm',
    [jwk('a', 'RS256'), jwk('a', 'ES256')],
    [key('a', 'ES256')],
    [jwk('a', 'RS256')],
  ],
  ['the last without a name', [jwk(), jwk()], [key()], [jwk()]],
])('of these JWKs jwks-rsa left out %s', (_name, jwks, keys, unread) => {
  expect(unreadOf(jwks, keys)).toEqual(unread)
})

test('no JWK makes no key, and one that cannot be read makes none', async () => {
  expect(await signingKeysOf([])).toEqual([])
  expect(await signingKeysOf([{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }])).toEqual([])
  expect(await signingKeysOf([signer('good').jwk as never])).toMatchObject([{ kid: 'good' }])
})

test('an error that is not about keys is thrown on', async () => {
  const unreadable = {
    get length(): number {
      throw new TypeError('unforeseen')
    },
  }
  await expect(signingKeysOf(unreadable as never)).rejects.toThrow('unforeseen')
})
