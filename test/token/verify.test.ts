import { expect, test } from 'vitest'
import type { KeySource } from '../../src/keys/key-source.js'
import { readOptions } from '../../src/options/read-options.js'
import { tokenVerifier } from '../../src/token/verify.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const [ONE, TWO] = ['1st', '2nd'].map((name) => `the ${name} secret, of more than thirty-two bytes`)

const token = (claims: Record<string, unknown> = {}, secret = ONE as string) =>
  jws('HS256', secret, { alg: 'HS256' }, userClaims(claims))

test('a token with a good signature is refused before crypto, when its shape is wrong', () => {
  const verify = verifier({ secret: ONE })
  const signed = (header: object) =>
    refusal(() => verify(jws('HS256', ONE as string, header, userClaims()))).code
  expect(signed({ alg: 'HS256', crit: ['exp'] })).toBe('token_malformed')
  expect(signed({ alg: 'HS256', b64: false })).toBe('token_malformed')
  expect(signed({ alg: 'HS256', typ: 'JOSE' })).toBe('token_malformed')
  expect(refusal(() => verify(jws('HS256', ONE as string, { alg: 'HS256' }, '[]'))).code).toBe(
    'token_malformed',
  )
  expect(refusal(() => verify(jws('HS256', ONE as string, { alg: 'HS256' }, 'null'))).code).toBe(
    'token_malformed',
  )
  expect(refusal(() => verify(jws('HS256', ONE as string, { alg: 'HS256' }, '"text"'))).code).toBe(
    'token_malformed',
  )
})

test('a bad signature is told before bad times, and bad times before bad claims', () => {
  const verify = verifier({ secret: ONE, issuer: 'https://id.example' })
  expect(refusal(() => verify(token({ exp: 1, iss: 'x' }, TWO))).code).toBe('token_signature')
  expect(refusal(() => verify(token({ exp: 1, iss: 'x' }))).code).toBe('token_expired')
  expect(refusal(() => verify(token({ iss: 'x' }))).code).toBe('token_issuer')
})

test('of a claim that is there twice the last counts, spelt with escapes or not', () => {
  const verify = verifier({ secret: ONE })
  const { exp } = userClaims()
  const twice = (first: unknown, last: unknown) =>
    jws('HS256', ONE as string, { alg: 'HS256' }, `{"exp":${first},"\\u0065xp":${last}}`)
  expect(verify(twice(1, exp))).toMatchObject({ payload: { exp } })
  expect(refusal(() => verify(twice(exp, 1))).code).toBe('token_expired')
})

test('a time past what numbers hold is no time', () => {
  const verify = verifier({ secret: ONE })
  const endless = jws('HS256', ONE as string, { alg: 'HS256' }, '{"exp":1e400}')
  expect(refusal(() => verify(endless))).toMatchObject({
    code: 'token_claims',
    detail: 'exp is not a finite number',
  })
})

test('a token is accepted, recalled and refused alike by keys that have to be waited for', async () => {
  const settings = readOptions({ domains: ['help.example.com'], secret: ONE })
  const { keys } = settings
  let areHeld = true
  const slow: KeySource = {
    ...keys,
    find: async (hint) => keys.find(hint),
    holds: async (key) => areHeld && keys.holds(key),
  }
  const verify = tokenVerifier({ ...settings, keys: slow })
  const text = token()
  for (const time of ['new', 'seen once', 'remembered']) {
    expect(await verify(text), time).toMatchObject({ token: text, payload: { sub: 'user-1' } })
  }
  areHeld = false
  expect(await verify(text)).toMatchObject({ token: text })
  await expect(verify(token({}, TWO))).rejects.toMatchObject({ code: 'token_signature' })
})

test('members of a prototype are no claims', () => {
  const verify = verifier({ secret: ONE, issuer: 'https://id.example' })
  const { exp } = userClaims()
  const inherited = `{"__proto__":{"iss":"https://id.example","exp":${exp}}}`
  expect(refusal(() => verify(jws('HS256', ONE as string, { alg: 'HS256' }, inherited))).code).toBe(
    'token_lifetime',
  )
})

test.each([{}, { typ: 'JWT' }])('a payload that is no JSON, beside a header with %j', (more) => {
  const broken = jws('HS256', ONE as string, { alg: 'HS256', ...more }, '{"sub":"somebody"')
  const error = refusal(() => verifier({ secret: ONE })(broken))
  expect(error).toMatchObject({ code: 'token_malformed', detail: 'the payload is not JSON' })
  expect(error.cause).toBeUndefined()
})

test('another algorithm is refused with those that are accepted', () => {
  const other = jws('none', '', { alg: 'none' }, userClaims())
  const verify = verifier({ publicKey: [PUBLIC_KEYS['P-256'].verify, PUBLIC_KEYS['P-384'].verify] })
  expect(refusal(() => verify(other))).toMatchObject({
    code: 'token_algorithm',
    detail: 'accepted algorithms: ES256, ES384',
  })
})
