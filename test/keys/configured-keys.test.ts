import { createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { AsapGuardError } from '../../src/errors.js'
import { type Algorithm, algorithmsOfPublicKey, algorithmsOfSecret } from '../../src/keys/algorithms.js'
import { configuredKeys } from '../../src/keys/configured-keys.js'
import type { KeyHint, VerificationKey } from '../../src/keys/key-source.js'
import { refusal } from '../support/refusal.js'

const secret = (name: string, kid?: string, length = 32): VerificationKey => ({
  key: createSecretKey(Buffer.alloc(length, name)),
  kid,
  algorithms: algorithmsOfSecret(length),
})
const publicKey = (kid?: string, type: 'ec' | 'rsa' = 'ec'): VerificationKey => {
  const pair =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }))
  return { key, kid, algorithms: algorithmsOfPublicKey(key) }
}

const [first, second, named] = [secret('first'), secret('second'), secret('named', 'named')]
const long = secret('long', undefined, 64)
const [ecOne, ecTwo, rsaOne] = [publicKey('one'), publicKey('two'), publicKey('three', 'rsa')]
const [ecNameless, ecNamelessToo, rsaNameless] = [publicKey(), publicKey(), publicKey(undefined, 'rsa')]

interface Row {
  readonly name: string
  readonly keys: readonly VerificationKey[]
  readonly alg: Algorithm
  readonly kid?: string
  readonly expected: readonly VerificationKey[] | AsapGuardError['code']
}

describe('a token', () => {
  test.each<Row>([
    {
      name: 'without kid is tried with all nameless secrets',
      keys: [first, named, second],
      alg: 'HS256',
      expected: [first, second],
    },
    {
      name: 'with the kid of a secret is tried with that alone',
      keys: [first, named],
      alg: 'HS256',
      kid: 'named',
      expected: [named],
    },
    {
      name: 'with another kid is tried with the nameless secrets',
      keys: [first, named],
      alg: 'HS256',
      kid: 'x',
      expected: [first],
    },
    {
      name: 'without kid never fits a secret that has a name',
      keys: [named],
      alg: 'HS256',
      expected: 'token_key_unknown',
    },
    {
      name: 'with another kid never fits a secret that has a name',
      keys: [named],
      alg: 'HS256',
      kid: 'x',
      expected: 'token_key_unknown',
    },
    {
      name: 'is tried with the secrets that are long enough',
      keys: [first, long],
      alg: 'HS512',
      expected: [long],
    },
    { name: 'needs a secret that is long enough', keys: [first], alg: 'HS512', expected: 'token_algorithm' },
    {
      name: 'with a kid needs its key to serve the algorithm',
      keys: [ecOne, rsaOne],
      alg: 'RS256',
      kid: 'one',
      expected: 'token_algorithm',
    },
    {
      name: 'with the kid of a public key is tried with that alone',
      keys: [ecOne, ecTwo],
      alg: 'ES256',
      kid: 'two',
      expected: [ecTwo],
    },
    {
      name: 'without kid fits the only public key for its algorithm',
      keys: [ecOne, rsaOne],
      alg: 'PS256',
      expected: [rsaOne],
    },
    {
      name: 'without kid does not choose between two',
      keys: [ecOne, ecTwo],
      alg: 'ES256',
      expected: 'token_key_unknown',
    },
    {
      name: 'with an unknown kid fits no public key that has a name',
      keys: [ecOne],
      alg: 'ES256',
      kid: 'x',
      expected: 'token_key_unknown',
    },
    {
      name: 'with an unknown kid is tried with a nameless public key',
      keys: [ecOne, ecNameless],
      alg: 'ES256',
      kid: 'x',
      expected: [ecNameless],
    },
    {
      name: 'without kid fits the only named public key for its algorithm, where no nameless one serves it',
      keys: [ecNameless, rsaOne],
      alg: 'RS256',
      expected: [rsaOne],
    },
    {
      name: 'with an unknown kid fits the only named public key, where no nameless one serves its algorithm',
      keys: [ecNameless, rsaOne],
      alg: 'RS256',
      kid: 'x',
      expected: [rsaOne],
    },
    {
      name: 'without kid is tried with the nameless public keys alone, where they serve its algorithm',
      keys: [ecOne, ecNameless, rsaOne],
      alg: 'ES256',
      expected: [ecNameless],
    },
    {
      name: 'is tried with all nameless public keys that serve its algorithm',
      keys: [ecNameless, ecOne, ecNamelessToo, rsaOne],
      alg: 'ES256',
      expected: [ecNameless, ecNamelessToo],
    },
    {
      name: 'without kid does not choose between two named public keys beside nameless ones',
      keys: [rsaNameless, ecOne, ecTwo],
      alg: 'ES256',
      expected: 'token_key_unknown',
    },
    {
      name: 'with the kid of a public key is tried with that alone beside nameless ones',
      keys: [rsaNameless, rsaOne],
      alg: 'RS256',
      kid: 'three',
      expected: [rsaOne],
    },
    {
      name: 'with the kid of a public key of another algorithm is not tried with nameless ones',
      keys: [rsaNameless, ecOne],
      alg: 'RS256',
      kid: 'one',
      expected: 'token_algorithm',
    },
    {
      name: 'with the kid "__proto__" is an unknown one',
      keys: [ecOne],
      alg: 'ES256',
      kid: '__proto__',
      expected: 'token_key_unknown',
    },
  ])('$name', ({ keys, alg, kid, expected }) => {
    const find = () => configuredKeys(keys).find({ alg, kid })
    if (typeof expected === 'string') {
      expect(find).toThrow(expect.objectContaining({ code: expected }))
    } else {
      // By identity: to an assertion all KeyObjects look the same.
      expect(find()).toHaveLength(expected.length)
      expect(expected.every((key, i) => key === (find() as VerificationKey[])[i])).toBe(true)
    }
  })
})

test('a refusal says what would serve', () => {
  const refusalOf = (keys: readonly VerificationKey[], hint: KeyHint) =>
    refusal(() => configuredKeys(keys).find(hint)).detail
  expect(refusalOf([named], { alg: 'HS512', kid: 'named' })).toBe('no key for this token may serve HS512')
  expect(refusalOf([ecOne, ecTwo], { alg: 'ES256', kid: undefined })).toBe(
    '2 keys can serve ES256 and fit the kid of this token; one must',
  )
})

test('the keys of a configuration are always at hand', async () => {
  const keys = configuredKeys([first, named])
  await keys.ready()
  expect(keys.holds(first)).toBe(true)
  expect(keys.atHand()).toEqual([first, named])
  expect(keys.algorithms).toEqual(['HS256'])
})

test('a list accepts the algorithms of all its keys, each once', () => {
  expect(configuredKeys([ecOne, ecTwo, rsaOne]).algorithms).toEqual(['ES256', ...rsaOne.algorithms])
})
