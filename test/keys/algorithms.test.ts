import { describe, expect, test } from 'vitest'
import { ALGORITHMS, algorithmsOfPublicKey, algorithmsOfSecret } from '../../src/keys/algorithms.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS, SECRET_KEYS, UNUSABLE_KEYS } from '../support/keys.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

test('"none" is no algorithm', () => {
  expect(ALGORITHMS.filter((algorithm) => !/^(HS|RS|PS|ES)(256|384|512)$/.test(algorithm))).toEqual([])
})

test.each([
  [0, []],
  [31, []],
  [32, ['HS256']],
  [47, ['HS256']],
  [48, ['HS256', 'HS384']],
  [63, ['HS256', 'HS384']],
  [64, ['HS256', 'HS384', 'HS512']],
  [1000, ['HS256', 'HS384', 'HS512']],
])('a secret of %i bytes serves %j', (bytes, algorithms) => {
  expect(algorithmsOfSecret(bytes)).toEqual(algorithms)
})

test.each(Object.entries(PUBLIC_KEYS))('%s serves its own algorithms', (_name, { verify, algorithms }) => {
  expect(algorithmsOfPublicKey(verify)).toEqual(algorithms)
})

test.each(Object.entries(UNUSABLE_KEYS))('%s serves none', (_name, key) => {
  expect(algorithmsOfPublicKey(key)).toEqual([])
})

describe.each([
  ...Object.entries(SECRET_KEYS).map(([name, key]) => [name, key, { secret: key.verify.export() }] as const),
  ...Object.entries(PUBLIC_KEYS).map(([name, key]) => [name, key, { publicKey: key.verify }] as const),
])('a guard with %s', (_name, key, options) => {
  const verify = verifier({ ...options, clockTolerance: 5 })

  test.each(key.algorithms)('accepts %s', (alg) => {
    expect(verify(jws(alg, key.sign, { alg }, userClaims()))).toMatchObject({ payload: { sub: 'user-1' } })
  })

  test.each(ALGORITHMS.filter((alg) => !key.algorithms.includes(alg)))('does not accept %s', (alg) => {
    const secretOrPublic =
      key.verify.type === 'secret' ? key.verify : key.verify.export({ format: 'pem', type: 'spki' })
    const signer = alg.startsWith('HS') ? secretOrPublic : SIGNERS[alg.slice(0, 2)]
    const token = jws(alg, signer as never, { alg }, userClaims())
    expect(refusal(() => verify(token)).code).toBe('token_algorithm')
  })

  test.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'hs256',
    'HS256 ',
    'HS',
    '256',
    'RS1',
    'EdDSA',
    'ES256K',
    'HS256,RS256',
  ])('does not accept alg "%s", with or without a signature', (alg) => {
    const bare = jws('none', '', { alg }, userClaims())
    for (const token of [bare, `${bare}AAAA`])
      expect(refusal(() => verify(token)).code).toBe('token_algorithm')
  })

  test('does not take its own algorithm without a signature', () => {
    const [alg] = key.algorithms
    expect(refusal(() => verify(jws('none', '', { alg }, userClaims()))).code).toBe('token_signature')
  })
})

const SIGNERS: Record<string, unknown> = {
  RS: PUBLIC_KEYS.RSA.sign,
  PS: PUBLIC_KEYS.RSA.sign,
  ES: PUBLIC_KEYS['P-256'].sign,
}
