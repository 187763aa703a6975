import { AsapGuardError, asapGuard } from 'asap-guard'
import { describe, expect, test, vi } from 'vitest'
import type { Call } from '../../src/guard/call.js'
import { type Admission, check } from '../../src/guard/check.js'
import { configurationOf } from '../../src/guard/configuration.js'
import { Findings } from '../../src/guard/findings.js'
import { presentedToken } from '../../src/guard/presented-token.js'
import { readOptions } from '../../src/options/read-options.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
const bearer = () => `Bearer ${createJwt()}`

describe('guard.check resolves with who is calling', () => {
  test.each([
    ['names as node:http writes them', { origin: SITE, authorization: bearer() }],
    ['names as people write them', { Origin: SITE, Authorization: bearer() }],
    ['the Headers of Fetch', new Headers({ Origin: SITE, Authorization: bearer() })],
    ['lists of lines', { Origin: [SITE], Authorization: [bearer()] }],
  ])('%s', async (_name, headers) => {
    expect(await guard.check({ headers })).toMatchObject({
      guest: false,
      origin: SITE,
      domain: 'help.example.com',
      payload: { sub: 'user-1' },
      expiresAt: expect.any(Number),
    })
  })

  test('a token among the options stands for the header', async () => {
    const request = { headers: { origin: SITE } }
    expect(await guard.check(request, { token: createJwt({ sub: 'anna' }) })).toMatchObject({
      payload: { sub: 'anna' },
    })
  })
})

describe('guard.check rejects with the refusal', () => {
  test.each([
    ['no headers at all', {}, undefined, 'origin_missing'],
    ['another site', { origin: ROGUE_SITE, authorization: bearer() }, undefined, 'origin_not_whitelisted'],
    ['no token', { origin: SITE }, undefined, 'token_missing'],
    [
      'one name in two spellings',
      { origin: SITE, Origin: SITE, authorization: bearer() },
      undefined,
      'origin_malformed',
    ],
    [
      'two tokens in two spellings',
      { origin: SITE, authorization: bearer(), Authorization: bearer() },
      undefined,
      'request_invalid',
    ],
    [
      'an undefined token, though the header has one',
      { origin: SITE, authorization: bearer() },
      { token: undefined },
      'token_missing',
    ],
    ['a null token', { origin: SITE }, { token: null }, 'token_missing'],
    ['an empty token', { origin: SITE }, { token: '' }, 'token_missing'],
    [
      'a token that is no text',
      { origin: SITE },
      { token: { toString: () => createJwt() } },
      'request_invalid',
    ],
    ['a bad token', { origin: SITE }, { token: 'nonsense' }, 'token_malformed'],
  ])('%s', async (_name, headers, options, code) => {
    const error = await laterRefusal(() => guard.check({ headers }, options))
    expect(error).toBeInstanceOf(AsapGuardError)
    expect(error.code).toBe(code)
    expect(error.detail).toMatch(new RegExp(` See docs/errors.md#${code}$`))
  })

  test('what is no text is named', async () => {
    const dpop = { url: 'https://desk.example.net', required: true }
    const withProofs = asapGuard({ domains: ['help.example.com'], secret: SECRET, dpop })
    const refused = (options: object) =>
      laterRefusal(() => withProofs.check({ headers: { origin: SITE } }, options))
    expect((await refused({ token: 1 })).detail).toMatch(/^`token` must be a text/)
    const token = createJwt({ cnf: { jkt: 'x'.repeat(43) } })
    expect(await refused({ token, proof: 1 })).toMatchObject({
      code: 'proof_invalid',
      detail: expect.stringMatching(/^`proof` must be a text/),
    })
    expect((await refused({ token, proof: null })).code).toBe('proof_missing')
  })

  test('a header that was sent twice, as rawHeaders show', async () => {
    const headers = { referer: `${SITE}/`, authorization: bearer() }
    const rawHeaders = ['Referer', `${SITE}/`, 'Referer', `${ROGUE_SITE}/`]
    expect(await laterRefusal(() => guard.check({ headers, rawHeaders }))).toMatchObject({
      code: 'origin_malformed',
    })
  })

  test.each([undefined, null, 'x', {}])('%j is no request, and nothing is thrown', async (request) => {
    expect(await laterRefusal(() => guard.check(request as never))).toMatchObject({ code: 'request_invalid' })
  })

  test('where an empty token is given, operators read that no header counts', async () => {
    const given = { headers: { origin: SITE, authorization: bearer() } }
    const withGetToken = asapGuard({ domains: ['help.example.com'], secret: SECRET, getToken: () => 'x' })
    for (const strict of [guard, withGetToken])
      expect(await laterRefusal(() => strict.check(given, { token: undefined }))).toMatchObject({
        code: 'token_missing',
        detail: expect.stringMatching(
          / `guard\.check` was given an empty `token`\. With that option, no header is read for one\. See/,
        ),
      })
  })

  test('isRevoked is asked with the request that was given', async () => {
    const seen: unknown[] = []
    const isRevoked = (_auth: unknown, request: unknown) => {
      seen.push(request)
      return true
    }
    const strict = asapGuard({ domains: ['help.example.com'], secret: SECRET, isRevoked })
    const request = { headers: { origin: SITE, authorization: bearer() } }
    expect(await laterRefusal(() => strict.check(request))).toMatchObject({ code: 'token_revoked' })
    expect(seen).toEqual([request])
  })
})

describe('a call without origin whose token stands in the address', async () => {
  const apps = { claim: 'client', equals: 'app' } as const
  const withApps = asapGuard({ domains: ['help.example.com'], secret: SECRET, apps })
  const token = createJwt({ client: 'app' })
  const encoded = `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`

  test('passes from a listed site, and from a web view', async () => {
    const listed = asapGuard({
      domains: ['help.example.com'],
      secret: SECRET,
      apps: { ...apps, origins: ['capacitor://localhost'] },
    })
    for (const origin of [SITE, 'capacitor://localhost']) {
      const request = { headers: { origin }, url: `/chat?token=${token}` }
      expect(await listed.check(request, { token })).toMatchObject({ origin })
    }
  })

  test('is reported where sites are only reported, and no apps are known', async () => {
    const reporting = asapGuard({ domains: ['help.example.com'], secret: SECRET, reportOnly: true })
    const request = { headers: {}, url: `/chat?token=${token}` }
    expect(await reporting.check(request, { token })).toMatchObject({ guest: false })
  })

  test('is reported where sites are only reported, though the token is an app’s', async () => {
    const reporting = asapGuard({ domains: ['help.example.com'], secret: SECRET, apps, reportOnly: true })
    const decisions = listenToDecisions()
    for (const url of [`/chat?token=${token}`, '/chat'])
      expect(await reporting.check({ headers: {}, url }, { token })).toMatchObject({ guest: false })
    expect(decisions).toMatchObject([
      { outcome: 'reported', code: 'origin_missing' },
      { outcome: 'allowed', code: undefined },
    ])
  })

  test.each([
    ['as it is', `/socket.io/?token=${token}`],
    ['percent-encoded', `/socket.io/?token=${encoded}`],
    ['in the part of the path that a router took out of `url`', '/', `/socket.io/${token}/`],
  ])('%s: a page could make it', async (_name, url, originalUrl = url) => {
    const request = { headers: {}, url, originalUrl }
    expect(await laterRefusal(() => withApps.check(request, { token }))).toMatchObject({
      code: 'origin_missing',
      detail: expect.stringMatching(/^the token stands in the address: an app sends it in a header\./),
    })
  })

  test.each(['url', 'originalUrl'])('%s may be a URL, as in some frameworks', async (name) => {
    const at = (address: string) => ({
      headers: {},
      [name]: new URL(address, 'https://desk.example.net') as never,
    })
    expect(await withApps.check(at('/socket.io/'), { token })).toMatchObject({ guest: false })
    for (const given of [{ token }, {}])
      expect(await laterRefusal(() => withApps.check(at(`/?token=${token}`), given))).toBeInstanceOf(
        AsapGuardError,
      )
  })

  test.each(['undefined', 'null'])('is not one without an address, whose token is %j', async (text) => {
    const refused = await laterRefusal(() => withApps.check({ headers: {} }, { token: text }))
    expect(refused.code).toBe('token_malformed')
  })

  test('without the claim of an app, the detail names what is missing', async () => {
    const request = { headers: {}, url: '/socket.io/' }
    expect(await laterRefusal(() => withApps.check(request, { token: createJwt() }))).toMatchObject({
      code: 'origin_missing',
      detail: expect.stringMatching(/^the token does not carry the claim that `apps` asks for\./),
    })
    expect(await laterRefusal(() => withApps.check(request))).toMatchObject({
      code: 'token_missing',
      detail: expect.stringMatching(/^there is no token: send the token as "Authorization: Bearer <token>"/),
    })
  })

  test('elsewhere it is an app’s', async () => {
    expect(await withApps.check({ headers: {}, url: '/socket.io/' }, { token })).toMatchObject({
      origin: undefined,
    })
    const fromSite = { headers: { origin: SITE }, url: `/?token=${token}` }
    expect(await withApps.check(fromSite, { token })).toMatchObject({ origin: SITE })
  })
})

test('guests are told apart', async () => {
  const open = asapGuard({ domains: ['help.example.com'], secret: SECRET, guests: true })
  expect(await open.check({ headers: { origin: SITE } }, { token: undefined })).toMatchObject({ guest: true })
  expect(await open.check({ headers: { origin: SITE } }, { token: createJwt() })).toMatchObject({
    guest: false,
  })
})

test('of many tenants, one is named, or `tenant` is asked', async () => {
  const many = asapGuard({
    tenant: (req) => req.headers['x-tenant'] as string | undefined,
    load: async (tenant) =>
      tenant === 'acme' ? { domains: ['help.example.com'], secret: SECRET } : undefined,
  })
  const headers = { origin: SITE, authorization: bearer() }
  expect(await many.check({ headers }, { tenant: 'acme' })).toMatchObject({ domain: 'help.example.com' })
  expect(await many.check({ headers: { ...headers, 'x-tenant': 'acme' } })).toMatchObject({ origin: SITE })
  expect(await laterRefusal(() => many.check({ headers }, { tenant: 'other' }))).toMatchObject({
    code: 'tenant_unknown',
  })
  expect(await laterRefusal(() => many.check({ headers }))).toMatchObject({ code: 'tenant_unknown' })
})

test('a tenant that is no text is none: it may be what a client sent as JSON', async () => {
  const load = vi.fn(async () => ({ domains: ['help.example.com'], secret: SECRET }))
  const many = asapGuard({ tenant: () => 'acme', load })
  for (const tenant of [{ $ne: null }, 1, true] as never[])
    expect(
      await laterRefusal(() => many.check({ headers: { origin: SITE } }, { tenant, token: createJwt() })),
    ).toMatchObject({
      code: 'tenant_unknown',
      detail: expect.stringMatching(/^no tenant is named: give its id as `tenant`\. /),
    })
  for (const tenant of [{ $ne: null }, undefined] as never[]) {
    expect(await laterRefusal(() => many.explain({ tenant, origin: SITE }))).toMatchObject({
      code: 'tenant_unknown',
    })
    expect(await laterRefusal(() => many.ready(tenant))).toMatchObject({ code: 'tenant_unknown' })
  }
  expect(load).not.toHaveBeenCalled()
})

test('each decision is published once', async () => {
  const decisions = listenToDecisions()
  await guard.check({ headers: { origin: SITE, authorization: bearer() } })
  await laterRefusal(() => guard.check({ headers: { origin: ROGUE_SITE } }))
  expect(decisions).toMatchObject([
    { outcome: 'allowed', origin: SITE },
    { outcome: 'refused', code: 'origin_not_whitelisted' },
  ])
})

test('what is at hand is not waited for: the decision is there before anybody else has a turn', async () => {
  const settings = readOptions({ domains: ['help.example.com'], secret: SECRET, isRevoked: () => false })
  const configuration = configurationOf(settings, new ProofMemory())
  const call: Call = {
    request: {} as Call['request'],
    headers: { origin: SITE, authorization: bearer() },
    proofs: () => [],
    presented: presentedToken,
  }
  let admission: Admission | undefined
  const checked = check(call, () => configuration, new Findings()).then((made) => (admission = made))
  await Promise.resolve()
  expect(admission).toMatchObject({ outcome: 'allowed', auth: { payload: { sub: 'user-1' } } })
  await checked
})
