import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { asapClaims, asapGuard } from 'asap-guard'
import express, { type NextFunction, type Request, type Response } from 'express'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { serve, type TestServer } from '../support/server.js'
import { expectNothingUnhandled } from '../support/unhandled.js'
import { hostileTokens } from './hostile-tokens.js'

const SITE = 'https://help.example.com'
const OTHER_SITE = 'https://shop.example.net'
const now = Math.floor(Date.now() / 1000)

/** What a guard says to whom it refuses, and what its routes would say to all others. */
async function backend(options: object): Promise<TestServer> {
  const guard = asapGuard({
    domains: ['help.example.com', 'shop.example.net'],
    secret: SECRET,
    ...options,
  } as never)
  const app = express()
  app.use(guard)
  app.use((req: Request, res: Response) => {
    const { payload, domain } = guard.auth(req)
    const seen = { ...payload }
    payload.sub = 'changed by a route'
    res.json({ seen, domain })
  })
  app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    res.status(500).send('an error got past the guard')
  })
  return await serve(app)
}

expectNothingUnhandled()

const claim = (name: string, options: object, claims: object, status: number, code: string) =>
  [name, options, () => createJwt({ ...claims }), status, code] as const
const header = (name: string, header: object, code: string) =>
  [name, {}, () => createJwt({ header: { ...header } }), 401, code] as const

const CODES: readonly (readonly [
  name: string,
  options: object,
  token: () => string,
  status: number,
  code: string,
])[] = [
  header('an extension that must be understood', { crit: ['exp'] }, 'token_malformed'),
  header('an unencoded payload', { b64: false }, 'token_malformed'),
  header('another type', { typ: 'dpop+jwt' }, 'token_malformed'),
  header('a name of a key that is no text', { kid: { a: 1 } }, 'token_malformed'),
  header('no algorithm', { alg: undefined }, 'token_algorithm'),
  header('algorithm none', { alg: 'none' }, 'token_algorithm'),
  header('an algorithm of public keys', { alg: 'RS256' }, 'token_algorithm'),
  header('an algorithm that did not sign', { alg: 'HS512' }, 'token_signature'),
  claim('a key with another name', { secret: { kid: 'a', secret: SECRET } }, {}, 401, 'token_key_unknown'),
  claim('another secret', {}, { secret: 'x' }, 401, 'token_signature'),
  claim('an end in the past', {}, { exp: now - 60 }, 401, 'token_expired'),
  claim(
    'an ASAP end in the past',
    {},
    { exp: undefined, not_after: Date.now() - 60_000 },
    401,
    'token_expired',
  ),
  claim('a start ahead', {}, { nbf: now + 60 }, 401, 'token_not_active'),
  claim('an issue ahead', {}, { iat: now + 60 }, 401, 'token_not_active'),
  claim('no end', {}, { exp: undefined }, 401, 'token_lifetime'),
  claim('a long life', {}, { exp: now + 3600 }, 401, 'token_lifetime'),
  claim('milliseconds for seconds', {}, { nbf: Date.now() - 60_000 }, 401, 'token_claims'),
  claim('an end in milliseconds, in the past', {}, { exp: Date.now() - 60_000 }, 401, 'token_expired'),
  claim('seconds for milliseconds', {}, { not_after: now + 60 }, 401, 'token_claims'),
  claim('an end as text', {}, { exp: String(now + 60) }, 401, 'token_claims'),
  claim('a subject that is no text', {}, { sub: 1 }, 401, 'token_claims'),
  claim('a binding to a key', {}, { cnf: { jkt: 'x' } }, 401, 'token_bound'),
  claim('another issuer', { issuer: 'https://id.example' }, { iss: 'x' }, 401, 'token_issuer'),
  claim('no issuer', { issuer: 'https://id.example' }, {}, 401, 'token_issuer'),
  claim('another audience', { audience: 'help-desk' }, { aud: ['x'] }, 401, 'token_audience'),
  claim(
    'an address that is not verified',
    { claims: asapClaims },
    { email_verified: false },
    401,
    'token_claims',
  ),
  claim('a claim that nobody knows', { claims: z.strictObject({}) }, {}, 401, 'token_claims'),
  claim(
    'a schema that rejects',
    { claims: z.looseObject({}).refine(async () => Promise.reject(new Error('x'))) },
    {},
    401,
    'token_claims',
  ),
  claim(
    'a schema that rejects twice',
    {
      claims: z
        .looseObject({})
        .refine(async () => Promise.reject(new Error('x')))
        .refine(async () => Promise.reject(new Error('y'))),
    },
    {},
    401,
    'token_claims',
  ),
  claim(
    'a binding to another site',
    { domainClaim: 'site' },
    { site: 'shop.example.net' },
    403,
    'token_domain',
  ),
  claim('no binding', { domainClaim: 'site' }, {}, 403, 'token_domain'),
  claim('a revoked token', { isRevoked: async () => true }, {}, 401, 'token_revoked'),
  claim(
    'a revocation check that is down',
    { isRevoked: async () => Promise.reject(new Error('x')) },
    {},
    503,
    'revocation_unavailable',
  ),
]

const CHALLENGES: Record<number, string | undefined> = { 401: 'Bearer error="invalid_token"' }

test.each(CODES)('%s', async (_name, options, token, status, code) => {
  const server = await backend(options)
  // What is remembered, from the third time on, and what is not, is answered alike.
  for (const _time of [1, 2, 3]) {
    const answer = await server.send({ headers: { Origin: SITE, Authorization: `Bearer ${token()}` } })
    expect(answer).toMatchObject({ status, code })
    expect(answer.headers['www-authenticate']).toBe(CHALLENGES[status])
    expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined)
    expect(answer.headers['access-control-allow-origin']).toBe(SITE)
    expect(JSON.parse(answer.body)).toEqual({
      type: `urn:asap-guard:${code}`,
      title: expect.any(String),
      status,
      code,
    })
  }
})

describe('what is let through', () => {
  test('a token that is remembered tells every request the same, whatever routes do to it', async () => {
    const server = await backend({})
    const headers = { Origin: SITE, Authorization: `Bearer ${createJwt({ list: [1] })}` }
    for (const _time of [1, 2, 3, 4]) {
      const { seen } = JSON.parse((await server.send({ headers })).body)
      expect(seen).toMatchObject({ sub: 'user-1', list: [1] })
    }
  })

  test('a token that is bound to a site, from there and from nowhere else', async () => {
    const server = await backend({ domainClaim: 'site' })
    const Authorization = `Bearer ${createJwt({ site: ['shop.example.net'] })}`
    for (const _time of [1, 2]) {
      expect(await server.send({ headers: { Origin: OTHER_SITE, Authorization } })).toMatchObject({
        status: 200,
      })
      expect(await server.send({ headers: { Origin: SITE, Authorization } })).toMatchObject({
        code: 'token_domain',
      })
    }
  })

  test('an end in milliseconds, as ASAP documents it', async () => {
    const server = await backend({})
    const Authorization = `Bearer ${createJwt({ exp: Date.now() + 60_000 })}`
    for (const _time of [1, 2]) {
      expect(await server.send({ headers: { Origin: SITE, Authorization } })).toMatchObject({ status: 200 })
    }
  })

  test('a token with two hundred groups', async () => {
    const server = await backend({})
    const groups = Array.from(
      { length: 200 },
      (_, index) => `4f0d1c0e-0000-4000-8000-00000000${1000 + index}`,
    )
    const token = createJwt({ groups })
    expect(token.length).toBeGreaterThan(8192)
    const answer = await server.send({ headers: { Origin: SITE, Authorization: `Bearer ${token}` } })
    expect(JSON.parse(answer.body).seen).toMatchObject({ groups })
  })

  test.each([42, null, ['user-1']])('a subject of %j, where the schema takes it', async (sub) => {
    const claims = z.looseObject({ sub: z.any() })
    const server = await backend({ claims })
    const headers = { Origin: SITE, Authorization: `Bearer ${createJwt({ sub, jti: 7 })}` }
    expect(JSON.parse((await server.send({ headers })).body).seen).toMatchObject({ sub, jti: 7 })
  })

  test('what the schema makes of the claims', async () => {
    const claims = z.object({ email: z.string().transform((email) => email.split('@')) })
    const server = await backend({ claims })
    const headers = { Origin: SITE, Authorization: `Bearer ${createJwt()}` }
    for (const _time of [1, 2]) {
      expect(JSON.parse((await server.send({ headers })).body).seen).toEqual({
        email: ['user', 'example.com'],
      })
    }
  })

  test('claims of any depth that a token holds', async () => {
    const server = await backend({})
    const deep = `${'['.repeat(2500)}${']'.repeat(2500)}`
    const token = jws('HS256', SECRET, { alg: 'HS256' }, `{"exp":${now + 60},"deep":${deep}}`)
    expect(await server.send({ headers: { Origin: SITE, Authorization: `Bearer ${token}` } })).toMatchObject({
      status: 200,
    })
  })
})

describe.each([
  ['secret', { secret: SECRET }],
  ['publicKey', { secret: undefined, publicKey: PUBLIC_KEYS.RSA.verify }],
  ['publicKey of a curve', { secret: undefined, publicKey: PUBLIC_KEYS['P-256'].verify }],
  ['claims and binding', { secret: SECRET, claims: asapClaims, domainClaim: 'site', isRevoked: () => false }],
])('hostile tokens, %s', (_name, options) => {
  const tokens = hostileTokens()

  test(`${tokens.length} of them: each is refused as a token, none is an error, nothing is reflected`, async () => {
    const server = await backend(options)
    const details: unknown[] = []
    const note = (message: unknown) => details.push((message as { detail?: unknown }).detail)
    subscribe('asap-guard:decision', note)
    for (let first = 0; first < tokens.length; first += AT_ONCE) {
      await Promise.all(
        tokens.slice(first, first + AT_ONCE).map(([name, token]) => checkRefused(server, name, token)),
      )
    }
    unsubscribe('asap-guard:decision', note)
    expect(details).toHaveLength(tokens.length)
    expect(details.join('\n')).not.toMatch(/MARKER|eyJ/)
    expect(await server.send({ headers: { Origin: SITE } })).toMatchObject({
      status: 401,
      code: 'token_missing',
    })
  }, 60_000)
})

const AT_ONCE = 25

async function checkRefused(server: TestServer, name: string, token: string) {
  const { status, code, body, headers } = await server.send({
    headers: { Origin: SITE, Authorization: `Bearer ${token}` },
  })
  expect([400, 401], name).toContain(status)
  expect(code, name).toMatch(status === 400 ? /^request_invalid$/ : /^token_(?!missing)/)
  const said = body + JSON.stringify(headers)
  for (const part of token.split('.')) if (part.length > 12) expect(said, name).not.toContain(part)
  expect(said, name).not.toMatch(/MARKER/)
}

test('the hostile tokens are refused for what they are: one that differs in nothing is let through', async () => {
  const server = await backend({})
  const headers = {
    Origin: SITE,
    Authorization: `Bearer ${jws('HS256', SECRET, { alg: 'HS256' }, userClaims())}`,
  }
  expect(await server.send({ headers })).toMatchObject({ status: 200 })
})
