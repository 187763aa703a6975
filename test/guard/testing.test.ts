import { asapGuard, checkOrigin, parseDomains } from 'asap-guard'
import { hostileOrigins, startTestJwks, testSecret } from 'asap-guard/testing'
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
