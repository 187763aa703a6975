import { asapGuard, checkOrigin, parseDomains } from 'asap-guard'
import {
  handshakeProtocols,
  headersFrom,
  headersFromApp,
  hostileOrigins,
  startTestJwks,
  testDpopKey,
  testSecret,
} from 'asap-guard/testing'
import express from 'express'
import jsonwebtoken from 'jsonwebtoken'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { serve } from '../support/server.js'

const DOMAIN = 'help.example.com'

async function guarded(keys: { secret: string } | { jwksUri: string; issuer: null; audience: null }) {
  const guard = asapGuard({
    domains: [DOMAIN],
    ...keys,
    jwks: 'jwksUri' in keys ? { cooldown: 1 } : undefined,
  } as never)
  const app = express()
  app.use(guard)
  app.get('/', (req, res) => void res.json(guard.auth(req).payload))
  const server = await serve(app)
  return (token: string, origin = `https://${DOMAIN}`) =>
    server.send({ headers: { origin, authorization: `Bearer ${token}` } })
}

describe('testSecret', () => {
  test('signs tokens that a guard with its secret accepts', async () => {
    const { secret, createToken } = testSecret()
    const call = await guarded({ secret })
    const answer = await call(createToken({ email: 'sam@example.com' }))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({ email: 'sam@example.com', email_verified: true })
  })

  test('lets a test replace or leave out a claim', async () => {
    const { secret, createToken } = testSecret()
    const call = await guarded({ secret })
    expect((await call(createToken({ exp: 1000 }))).code).toBe('token_expired')
    expect((await call(createToken({ exp: undefined }))).code).toBe('token_lifetime')
  })

  test('signs for a verified user, for five minutes from now', () => {
    const now = Math.floor(Date.now() / 1000)
    const { secret, createToken } = testSecret()
    const { header, payload } = jsonwebtoken.verify(createToken(), secret, { complete: true })
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' })
    const { iat, exp, ...others } = payload as jsonwebtoken.JwtPayload
    expect(others).toEqual({ email: 'user@example.com', email_verified: true })
    expect([now, now + 1]).toContain(iat)
    expect(exp).toBe((iat as number) + 300)
    expect(Buffer.from(secret, 'base64url')).toHaveLength(48)
  })

  test('makes another secret each time', async () => {
    const call = await guarded({ secret: testSecret().secret })
    expect((await call(testSecret().createToken())).code).toBe('token_signature')
  })
})

test('startTestJwks serves the keys of its tokens, and rotates them', async () => {
  // Only the clocks stand still: timers and sockets go on.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const jwks = await startTestJwks()
  onTestFinished(() => {
    vi.useRealTimers()
    return jwks.close()
  })
  const call = await guarded({ jwksUri: jwks.jwksUri, issuer: null, audience: null })
  const old = jwks.createToken()
  expect((await call(old)).status).toBe(200)
  jwks.rotate()
  jwks.rotate({})
  expect(await (await fetch(jwks.jwksUri)).json()).toHaveProperty('keys.length', 3)
  expect((await call(old)).status).toBe(200)
  vi.advanceTimersByTime(1000)
  expect((await call(jwks.createToken())).status).toBe(200)
})

test('a key set that drops its old keys verifies no token of them', async () => {
  const jwks = await startTestJwks()
  onTestFinished(() => jwks.close())
  const old = jwks.createToken()
  jwks.rotate({ drop: true })
  const call = await guarded({ jwksUri: jwks.jwksUri, issuer: null, audience: null })
  expect((await call(old)).code).toBe('token_key_unknown')
  expect((await call(jwks.createToken())).status).toBe(200)
})

test('a key set says what it is, is reached on loopback alone, and is gone when closed', async () => {
  const jwks = await startTestJwks()
  expect(jwks.jwksUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jwks\.json$/)
  const answer = await fetch(jwks.jwksUri)
  expect(answer.headers.get('content-type')).toBe('application/jwk-set+json')
  expect(((await answer.json()) as { keys: unknown[] }).keys).toHaveLength(1)
  const { port } = new URL(jwks.jwksUri)
  await expect(fetch(`http://[::1]:${port}/jwks.json`)).rejects.toThrow()
  await jwks.close()
  await expect(fetch(jwks.jwksUri)).rejects.toThrow()
})

test('hostileOrigins names what is known to fool comparisons', () => {
  expect(hostileOrigins(DOMAIN)).toEqual([
    'null',
    '',
    'help.example.com',
    'http://help.example.com',
    'https://help.example.com.evil.example',
    'https://evil-help.example.com',
    'https://evilhelp.example.com',
    'https://evil.example/help.example.com',
    'https://evil.example#help.example.com',
    'https://evil.example?https://help.example.com',
    'https://help.example.com@evil.example',
    'https://evil.example@help.example.com',
    'https://help.example.com:8443',
    'https://help.example.com:443',
    'https://help.example.com.',
    'https://help.example.com/',
    'https://help.example.com, https://help.example.com',
    'https://evil.example, https://help.example.com',
    'https://HELP.EXAMPLE.COM',
    'HTTPS://help.example.com',
    'https://sub.help.example.com',
    'https://help-example.com',
    'https://help%2eexample.com',
    'https://help.example.com%00.evil.example',
    'https://help.example.com\\@evil.example',
    'https:/help.example.com',
    '//help.example.com',
    'blob:https://help.example.com',
    'file://help.example.com',
    'capacitor://help.example.com',
    'chrome-extension://help.example.com',
  ])
})

test.each(['localhost', '127.0.0.1', 'intranet'])(
  'hostileOrigins(%j) names none that is let in',
  (domain) => {
    const origins = hostileOrigins(domain)
    expect(origins.length).toBeGreaterThan(20)
    const domains = parseDomains([domain], { allowInternalHosts: true })
    for (const origin of origins)
      expect([origin, checkOrigin(domains, { origin }).allowed]).toEqual([origin, false])
  },
)

test('hostileOrigins are refused, every one', async () => {
  const { secret, createToken } = testSecret()
  const call = await guarded({ secret })
  const origins = hostileOrigins(DOMAIN)
  expect(origins.length).toBeGreaterThan(25)
  for (const origin of origins)
    expect([origin, (await call(createToken(), origin)).status]).toEqual([origin, 403])
})

const { secret, createToken } = testSecret()
const key = testDpopKey()
const appToken = createToken({ client: 'app' })
const boundToken = createToken({ cnf: { jkt: key.thumbprint } })

describe('what a test sends on each road', async () => {
  const origin = `https://${DOMAIN}`
  const guard = asapGuard({
    domains: [DOMAIN],
    secret,
    guests: true,
    apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] },
    dpop: { url: 'https://desk.example.net' },
  })
  const proof = () => key.createProof({ url: 'https://desk.example.net/x', token: boundToken })

  test.each([
    ['a user', headersFrom(origin, { token: createToken() }), { guest: false, domain: DOMAIN }],
    ['a guest', headersFrom(origin), { guest: true, domain: DOMAIN }],
    ['a native app', headersFromApp({ token: appToken }), { guest: false, origin: undefined }],
    ['a web view', headersFrom('capacitor://localhost', { token: appToken }), { domain: undefined }],
    ['a bound token', headersFrom(origin, { token: boundToken, proof: proof() }), { guest: false }],
  ])('%s', async (_name, headers, expected) => {
    expect(await guard.check({ headers }, { method: 'GET', url: '/x' })).toMatchObject(expected)
  })

  test('a handshake', () => {
    expect(handshakeProtocols('chat')).toEqual(['chat'])
    expect(handshakeProtocols('chat', { token: 'a.b.c', proof: 'd.e.f' })).toEqual([
      'chat',
      'asap-guard.bearer.a.b.c',
      'asap-guard.dpop.d.e.f',
    ])
  })
})
