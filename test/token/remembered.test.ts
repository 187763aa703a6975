import jsonwebtoken from 'jsonwebtoken'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { KeySource, VerificationKey } from '../../src/keys/key-source.js'
import { readOptions } from '../../src/options/read-options.js'
import { tokenVerifier, type VerifyToken } from '../../src/token/verify.js'
import { encoded, jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

const [ONE, TWO] = ['1st', '2nd'].map((name) => `the ${name} secret, of more than thirty-two bytes`)

const token = (claims: Record<string, unknown> = {}, secret = ONE as string) =>
  jws('HS256', secret, { alg: 'HS256' }, userClaims(claims))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What a guard keeps of a token: it does so when it verifies it a second time. */
function remember(verify: VerifyToken, text: string) {
  verify(text)
  verify(text)
  return verify(text)
}

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe('what is remembered', () => {
  test('a token is verified twice, and its times are asked again', () => {
    const verifySignature = vi.spyOn(jsonwebtoken, 'verify')
    onTestFinished(() => verifySignature.mockRestore())
    const verify = verifier({ secret: ONE })
    const text = token({ exp: undefined, iat: undefined, not_after: Date.now() + 60_000 })
    const known = remember(verify, text)
    expect(verify(text)).toBe(known)
    pass(64)
    expect(verify(text)).toBe(known)
    expect(verifySignature).toHaveBeenCalledTimes(2)
    pass(1)
    expect(refusal(() => verify(text)).code).toBe('token_expired')
  })

  test('a clock that is set back makes it not yet active', () => {
    const verify = verifier({ secret: ONE })
    const text = token()
    remember(verify, text)
    pass(-60)
    expect(refusal(() => verify(text)).code).toBe('token_not_active')
    pass(60)
    expect(verify(text)).toMatchObject({ token: text })
  })

  test('the whole text is what counts: every tampered copy is verified anew', () => {
    const verify = verifier({ secret: ONE })
    const text = token()
    remember(verify, text)
    const [header, , signature] = text.split('.')
    const admin = encoded(userClaims({ sub: 'admin' }))
    for (const copy of [
      `${header}.${admin}.${signature}`,
      `${text}A`,
      text.slice(0, -1),
      `${text}.`,
      ` ${text}`,
    ]) {
      expect(refusal(() => verify(copy)).code).toMatch(/^token_(malformed|signature)$/)
    }
    const padded = `${encoded('{"alg":"HS256"} ')}.${text.split('.')[1]}.${signature}`
    expect(refusal(() => verify(padded)).code).toBe('token_signature')
  })

  test('what was refused is not remembered', () => {
    const verify = verifier({ secret: ONE })
    const early = token({ nbf: Math.floor(Date.now() / 1000) + 60 })
    expect(refusal(() => verify(early)).code).toBe('token_not_active')
    pass(60)
    expect(verify(early)).toMatchObject({ token: early })
  })

  test('two guards never share, whatever they have in common', () => {
    const text = token({ aud: 'one' })
    remember(verifier({ secret: ONE, audience: 'one' }), text)
    expect(refusal(() => verifier({ secret: ONE, audience: 'two' })(text)).code).toBe('token_audience')
    expect(refusal(() => verifier({ secret: TWO })(text)).code).toBe('token_signature')
    expect(refusal(() => verifier({ secret: ONE, maxLifetime: 60 })(text)).code).toBe('token_lifetime')
  })

  test('nothing is, where the cache is off', () => {
    const verify = verifier({ secret: ONE, tokenCache: false })
    const text = token()
    const verified = remember(verify, text)
    expect(verify(text)).not.toBe(verified)
    expect(verify(text)).toEqual(verified)
  })

  test('the one remembered longest leaves first', () => {
    const verify = verifier({ secret: ONE, tokenCache: 2 })
    const [a, b, c] = ['a', 'b', 'c'].map((sub) => token({ sub })) as [string, string, string]
    const first = remember(verify, a)
    const second = remember(verify, b)
    expect(verify(a)).toBe(first)
    verify(c)
    expect(verify(b)).toBe(second)
    expect(verify(a)).not.toBe(first)
  })

  test('a token is forgotten when its key leaves the set', () => {
    const { verify: key } = PUBLIC_KEYS['P-256']
    const known: VerificationKey = { key, kid: 'k', algorithms: ['ES256'] }
    let keys: readonly VerificationKey[] = [known]
    const source: KeySource = {
      algorithms: ['ES256'],
      find: () => keys,
      holds: (held) => keys.includes(held),
      atHand: () => keys,
      ready: async () => {},
    }
    const verify = tokenVerifier({
      ...readOptions({ domains: ['help.example.com'], secret: ONE }),
      keys: source,
    })
    const text = jws('ES256', PUBLIC_KEYS['P-256'].sign, { alg: 'ES256', kid: 'k' }, userClaims())
    const first = remember(verify, text)
    keys = [{ ...known, key: PUBLIC_KEYS['P-384'].verify }]
    expect(refusal(() => verify(text)).code).toBe('token_signature')
    keys = [known]
    expect(remember(verify, text)).not.toBe(first)
  })
})
