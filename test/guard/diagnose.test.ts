import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { asapClaims, asapGuard } from 'asap-guard'
import jsonwebtoken from 'jsonwebtoken'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { DPOP, failedOf, guardWith, saysOf } from '../support/diagnosing.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { expectNothingUnhandled } from '../support/unhandled.js'
import { hostileTokens } from './hostile-tokens.js'

expectNothingUnhandled()

describe('no check stops the others', () => {
  test('a token with everything wrong', async () => {
    const now = Math.floor(Date.now() / 1000)
    const token = createJwt({
      secret: 'x'.repeat(40),
      iss: 'a',
      aud: 'b',
      iat: now + 99,
      exp: now - 99,
      site: 1,
      cnf: {},
    })
    const guard = guardWith({ issuer: 'c', audience: 'd', domainClaim: 'site', claims: asapClaims })
    const diagnosis = await guard.diagnose({ token, origin: ROGUE_SITE })
    expect(diagnosis.code).toBe('origin_not_whitelisted')
    expect(failedOf(diagnosis).map(({ check, code }) => [check, code])).toEqual([
      ['origin', 'origin_not_whitelisted'],
      ['signature', 'token_signature'],
      ['expiry', 'token_expired'],
      ['issued', 'token_not_active'],
      ['issuer', 'token_issuer'],
      ['audience', 'token_audience'],
      ['claims', 'token_claims'],
      ['domain', 'token_domain'],
      ['proof', 'token_bound'],
    ])
  })

  test('a token in quotes is judged without them', async () => {
    const token = `"${createJwt({ exp: 1_000_000_000, iat: 999_999_900 })}"`
    const diagnosis = await guardWith().diagnose({ token, origin: SITE })
    expect(failedOf(diagnosis).map(({ check }) => check)).toEqual(['format', 'expiry'])
    expect(saysOf(diagnosis, 'format')).toContain('is in quotes')
    expect(saysOf(diagnosis, 'expiry')).toContain('2001-09-09T01:46:40.000Z')
  })
})

describe('a diagnosis changes nothing', () => {
  test('it publishes no decision and asks no isRevoked', async () => {
    const listen = vi.fn()
    subscribe('asap-guard:decision', listen)
    onTestFinished(() => {
      unsubscribe('asap-guard:decision', listen)
    })
    const isRevoked = vi.fn(() => true)
    const diagnosis = await guardWith({ isRevoked }).diagnose({ token: createJwt(), origin: SITE })
    expect(diagnosis).toMatchObject({ allowed: true })
    expect(saysOf(diagnosis, 'revocation')).toContain('not asked')
    expect(listen).not.toHaveBeenCalled()
    expect(isRevoked).not.toHaveBeenCalled()
  })

  test('it remembers no token', async () => {
    const verify = vi.spyOn(jsonwebtoken, 'verify')
    onTestFinished(() => verify.mockRestore())
    const guard = guardWith()
    const token = createJwt()
    for (const _time of [1, 2]) await guard.diagnose({ token, origin: SITE })
    verify.mockClear()
    await guard.check({ headers: { origin: SITE } }, { token })
    expect(verify).toHaveBeenCalledTimes(1)
  })
})

describe('without a site', () => {
  test('the token is judged alone', async () => {
    const diagnosis = await guardWith().diagnose({ token: createJwt() })
    expect(diagnosis.allowed).toBe(true)
    expect(saysOf(diagnosis, 'origin')).toContain('judged alone')
  })

  test('a token for another site is good, and one for none is not', async () => {
    const guard = guardWith({ domainClaim: 'site' })
    expect(await guard.diagnose({ token: createJwt({ site: 'shop.example.com' }) })).toMatchObject({
      allowed: true,
    })
    expect(await guard.diagnose({ token: createJwt() })).toMatchObject({ code: 'token_domain' })
  })

  test('it says whether the token is that of an app', async () => {
    const guard = guardWith({ apps: { claim: 'client', equals: 'app' } })
    const ofApp = await guard.diagnose({ token: createJwt({ client: 'app' }) })
    expect(saysOf(ofApp, 'app')).toContain('may come from an app')
    const ofUser = await guard.diagnose({ token: createJwt() })
    expect(ofUser.allowed).toBe(true)
    expect(saysOf(ofUser, 'app')).toContain('must come from an approved site')
  })
})

test('a site that is only reported is a passed step that says so', async () => {
  const { steps } = await guardWith({ reportOnly: true }).diagnose({ token: createJwt(), origin: ROGUE_SITE })
  expect(steps[0]).toEqual({
    check: 'origin',
    passed: true,
    says: expect.stringMatching(/matches none.*only reported/),
  })
})

test('a bound token is allowed with a step that says that each request needs a proof', async () => {
  const isReplay = vi.fn(() => false)
  const token = createJwt({ cnf: { jkt: 'MARKER' } })
  const diagnosis = await guardWith({ dpop: { ...DPOP, isReplay } }).diagnose({ token, origin: SITE })
  expect(diagnosis.allowed).toBe(true)
  expect(saysOf(diagnosis, 'proof')).toMatch(/each request needs a new proof/)
  expect(JSON.stringify(diagnosis)).not.toContain('MARKER')
  expect(isReplay).not.toHaveBeenCalled()
})

describe('it never rejects', () => {
  const bad: readonly unknown[] = [
    undefined,
    null,
    0,
    '',
    [],
    Symbol('x'),
    () => {},
    Object.create(null),
    1n,
    Number.NaN,
  ]

  test.each(bad.map((value, index) => [index, value]))('a question that is odd %#', async (_index, value) => {
    expect(await guardWith().diagnose(value as never)).toMatchObject({ allowed: false })
  })

  test.each(['token', 'origin', 'referer'])('an odd %s', async (name) => {
    for (const value of bad) {
      const question = { token: createJwt(), origin: SITE, [name]: value }
      const { allowed, code, steps } = await guardWith().diagnose(question as never)
      expect(allowed).toBe(code === undefined)
      expect(steps.length).toBeGreaterThan(0)
    }
  })

  test('a getter that throws', async () => {
    const question = {
      get token(): string {
        throw new Error('MARKER')
      },
    }
    const diagnosis = await guardWith().diagnose(question)
    expect(diagnosis).toMatchObject({ allowed: false, code: 'request_invalid' })
    expect(JSON.stringify(diagnosis)).not.toContain('MARKER')
  })
})

describe('a guard of many tenants', () => {
  const guard = asapGuard({
    tenant: () => undefined,
    load: async (tenant) => {
      if (tenant === 'broken') throw new Error('password=MARKER')
      return tenant === 'acme' ? { domains: ['help.example.com'], secret: SECRET } : undefined
    },
  })

  test('judges by the configuration of the tenant', async () => {
    const question = { token: createJwt(), origin: SITE, tenant: 'acme' }
    expect(await guard.diagnose(question)).toMatchObject({ allowed: true })
  })

  test.each([
    ['an unknown one', 'nobody', 'tenant_unknown'],
    ['one that cannot be loaded', 'broken', 'tenant_unavailable'],
    ['none', undefined, 'tenant_unknown'],
    ['one that is no text', 42, 'tenant_unknown'],
  ])('resolves for %s', async (_name, tenant, code) => {
    const diagnosis = await guard.diagnose({ token: createJwt(), origin: SITE, tenant: tenant as string })
    expect(diagnosis).toMatchObject({ allowed: false, code })
    expect(diagnosis.steps.map(({ check }) => check)).toEqual(['tenant'])
    expect(JSON.stringify(diagnosis)).not.toContain('MARKER')
  })
})

describe('it shows nothing secret', () => {
  test.each(hostileTokens())('%s', async (_name, token) => {
    const text = JSON.stringify(await guardWith({ claims: asapClaims }).diagnose({ token, origin: SITE }))
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('MARKER')
    for (const part of token.split('.').filter(({ length }) => length > 12)) expect(text).not.toContain(part)
  })

  test('no value of a claim but iss and aud', async () => {
    const claims = {
      sub: 'MARKER-1',
      email: 'MARKER-2',
      site: 'marker.example',
      client: 'MARKER-3',
      jti: 'MARKER-4',
      cnf: { jkt: 'MARKER-5' },
    }
    const guard = guardWith({
      domainClaim: 'site',
      claims: asapClaims,
      apps: { claim: 'client', equals: 'app' },
    })
    for (const origin of [SITE, undefined]) {
      const text = JSON.stringify(await guard.diagnose({ token: createJwt(claims), origin }))
      expect(text).not.toMatch(/marker/i)
    }
  })

  test('an issuer with control characters is escaped and cut', async () => {
    const iss = `\u202e\n${'x'.repeat(500)}`
    const says = saysOf(await guardWith({ issuer: 'a' }).diagnose({ token: createJwt({ iss }) }), 'issuer')
    expect(says).not.toMatch(/[\u202e\n]/)
    expect(says.length).toBeLessThan(500)
  })

  test('a token where an issuer belongs is not shown', async () => {
    const token = createJwt()
    const says = saysOf(
      await guardWith({ issuer: 'a' }).diagnose({ token: createJwt({ iss: token }) }),
      'issuer',
    )
    expect(says).not.toContain(token.slice(0, 20))
  })
})
