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
  expect((await call(old)).status).toBe(200)
  vi.advanceTimersByTime(1000)
  expect((await call(jwks.createToken())).status).toBe(200)
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

describe('what a test sends on each road', async () => {
  const { secret, createToken } = testSecret()
  const origin = `https://${DOMAIN}`
  const guard = asapGuard({
    domains: [DOMAIN],
    secret,
    guests: true,
    apps: { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] },
    dpop: { url: 'https://desk.example.net' },
  })
  const key = testDpopKey()
  const appToken = createToken({ client: 'app' })
  const boundToken = createToken({ cnf: { jkt: key.thumbprint } })
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
