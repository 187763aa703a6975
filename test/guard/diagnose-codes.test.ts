import { type AsapGuard, type AsapGuardErrorCode, type AsapGuardOptions, asapClaims } from 'asap-guard'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { DPOP, guardWith } from '../support/diagnosing.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { expectNothingUnhandled } from '../support/unhandled.js'
import { hostileTokens } from './hostile-tokens.js'

expectNothingUnhandled()

// Both ask the clock, one after the other.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterAll(() => {
  vi.useRealTimers()
})

type Asked = Parameters<AsapGuard['diagnose']>[0]

/** What the gate decides about the same call: the code of its refusal. */
async function gateCode(guard: AsapGuard, { token, origin = SITE, referer }: Asked) {
  const headers = { origin, referer }
  try {
    await guard.check({ headers }, { token })
    return undefined
  } catch (error) {
    return (error as { code: AsapGuardErrorCode }).code
  }
}

async function expectGateCode(guard: AsapGuard, asked: Asked) {
  const diagnosis = await guard.diagnose({ origin: SITE, ...asked })
  const code = await gateCode(guard, asked)
  expect(diagnosis.code).toBe(code)
  expect(diagnosis.allowed).toBe(code === undefined)
  expect(diagnosis.steps.find(({ passed }) => !passed)?.code).toBe(code)
  return code
}

describe('the code is that of the gate', () => {
  const { RSA, 'P-256': p256 } = PUBLIC_KEYS
  const now = Math.floor(Date.now() / 1000)
  const refuse = {
    '~standard': { version: 1, vendor: 'x', validate: () => ({ issues: [{ message: 'no' }] }) },
  }

  test.each([
    ['a good token', undefined, {}, {}],
    ['a guest', undefined, { token: undefined }, { guests: true }],
    ['no token', 'token_missing', { token: '' }, {}],
    ['a token that is null', 'token_missing', { token: null }, {}],
    [
      'no guest from another site',
      'origin_not_whitelisted',
      { token: '', origin: ROGUE_SITE },
      { guests: true },
    ],
    ['a token that is no text', 'request_invalid', { token: 42 as never }, {}],
    ['another site', 'origin_not_whitelisted', { origin: ROGUE_SITE }, {}],
    ['http', 'origin_insecure', { origin: 'http://help.example.com' }, {}],
    ['an opaque origin', 'origin_opaque', { origin: 'null' }, {}],
    ['an address', 'origin_malformed', { origin: `${SITE}/` }, {}],
    ['an empty origin', 'origin_malformed', { origin: '' }, {}],
    ['another site, only reported', undefined, { origin: ROGUE_SITE }, { reportOnly: true }],
    ['a malformed token', 'token_malformed', { token: 'abc' }, {}],
    ['an unsigned token', 'token_algorithm', { token: createJwt({ header: { alg: 'none' } }) }, {}],
    ['a header without alg', 'token_algorithm', { token: createJwt({ header: { alg: undefined } }) }, {}],
    ['another key', 'token_signature', { token: createJwt({ secret: `${SECRET}!` }) }, {}],
    [
      'an unknown kid',
      'token_key_unknown',
      { token: createJwt({ header: { kid: 'b' } }) },
      { secret: [{ kid: 'a', secret: SECRET }] },
    ],
    [
      'a kid that serves another algorithm',
      'token_algorithm',
      { token: jws('HS512', SECRET.slice(0, 40), { alg: 'HS512', kid: 'a' }, userClaims()) },
      { secret: [{ kid: 'a', secret: SECRET.slice(0, 40) }, SECRET] },
    ],
    [
      'an RS256 token for a shared secret',
      'token_algorithm',
      { token: jws('RS256', RSA.sign, { alg: 'RS256' }, userClaims()) },
      {},
    ],
    ['an HS256 token for a public key', 'token_algorithm', {}, { secret: undefined, publicKey: p256.verify }],
    ['an expired token', 'token_expired', { token: createJwt({ exp: now - 60 }) }, {}],
    ['a token for later', 'token_not_active', { token: createJwt({ nbf: now + 60 }) }, {}],
    ['a token made in the future', 'token_not_active', { token: createJwt({ iat: now + 60 }) }, {}],
    ['a token without an end', 'token_lifetime', { token: createJwt({ exp: undefined }) }, {}],
    ['a token that lives too long', 'token_lifetime', { token: createJwt({ exp: now + 9999 }) }, {}],
    ['exp as text', 'token_claims', { token: createJwt({ exp: String(now + 60) }) }, {}],
    ['iat in milliseconds', 'token_claims', { token: createJwt({ iat: now * 1000 }) }, {}],
    ['sub as a number', 'token_claims', { token: createJwt({ sub: 1 }) }, {}],
    [
      'sub as a number, which a schema accepts',
      undefined,
      { token: createJwt({ sub: 1, email_verified: true }) },
      { claims: asapClaims },
    ],
    ['another issuer', 'token_issuer', { token: createJwt({ iss: 'a' }) }, { issuer: 'b' }],
    ['another audience', 'token_audience', { token: createJwt({ aud: ['a'] }) }, { audience: 'b' }],
    [
      'aud of the wrong type, and another issuer',
      'token_claims',
      { token: createJwt({ aud: 1, iss: 'a' }) },
      { issuer: 'b' },
    ],
    [
      'expired, and another issuer',
      'token_expired',
      { token: createJwt({ exp: now - 60, iss: 'a' }) },
      { issuer: 'b' },
    ],
    ['a bound token', 'token_bound', { token: createJwt({ cnf: { jkt: 'x' } }) }, {}],
    [
      'a bound token that the schema refuses',
      'token_claims',
      { token: createJwt({ cnf: { jkt: 'x' } }) },
      { claims: refuse },
    ],
    [
      'a bound token of another site',
      'token_domain',
      { token: createJwt({ cnf: { jkt: 'x' }, site: 'shop.example.com' }) },
      { domainClaim: 'site' },
    ],
    [
      'an unbound token, where proofs are required',
      'proof_missing',
      {},
      { dpop: { ...DPOP, required: true } },
    ],
    ['an unbound token, where they are not', undefined, {}, { dpop: DPOP }],
    [
      'a token that is bound in another way',
      'token_bound',
      { token: createJwt({ cnf: { kid: 'x' } }) },
      { dpop: DPOP },
    ],
    ['a bound token of another issuer', 'token_issuer', { token: createJwt({ cnf: {} }) }, { issuer: 'b' }],
    ['a payload that the schema refuses', 'token_claims', {}, { claims: refuse }],
    ['a token without the claim of its site', 'token_domain', {}, { domainClaim: 'site' }],
    [
      'a token of another site',
      'token_domain',
      { token: createJwt({ site: 'shop.example.com' }) },
      { domainClaim: 'site' },
    ],
    [
      'a token of this site',
      undefined,
      { token: createJwt({ site: 'help.example.com' }) },
      { domainClaim: 'site' },
    ],
    [
      'a call from selfOrigin with no claim',
      undefined,
      { origin: 'https://desk.example.net' },
      { domainClaim: 'site', selfOrigin: 'https://desk.example.net' },
    ],
    [
      "an app's origin, and no app's token",
      'origin_not_whitelisted',
      { origin: 'capacitor://localhost' },
      { apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] } },
    ],
    [
      "an app's origin, and its token",
      undefined,
      { origin: 'capacitor://localhost', token: createJwt({ client: 'app' }) },
      { apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] } },
    ],
    [
      "an app's origin, only reported",
      undefined,
      { origin: 'capacitor://localhost' },
      { reportOnly: true, apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] } },
    ],
    [
      "an app's origin without a token",
      'token_missing',
      { origin: 'capacitor://localhost', token: '' },
      { guests: true, apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] } },
    ],
  ] as [string, AsapGuardErrorCode | undefined, Asked, Partial<AsapGuardOptions>][])(
    '%s: %s',
    async (_name, code, asked, options) => {
      expect(await expectGateCode(guardWith(options), { token: createJwt(), ...asked })).toBe(code)
    },
  )

  test.each(hostileTokens())('%s', async (_name, token) => {
    expect(await expectGateCode(guardWith(), { token })).toBeDefined()
  })
})
