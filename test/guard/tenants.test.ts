import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { asapClaims, asapGuard } from 'asap-guard'
import { startTestJwks } from 'asap-guard/testing'
import express from 'express'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { laterRefusal } from '../support/refusal.js'
import { serve, type TestRequest } from '../support/server.js'

const OTHER_SECRET = 'the secret of another tenant, which nobody else may know'

/** What each tenant is configured with; tests change it. */
function tenants(): Record<string, object> {
  return {
    acme: { domains: ['acme.example.com'], secret: SECRET },
    globex: { domains: ['globex.example.com'], secret: OTHER_SECRET },
    broken: { domains: ['https://broken.example.com/'], secret: SECRET },
  }
}

async function deskOf(configurations: Record<string, object>, options: object = {}) {
  const load = vi.fn(async (tenant: string) => configurations[tenant])
  const guard = asapGuard({ tenant: (req) => req.params.tenant as string | undefined, load, ...options })
  const app = express()
  app.use('/:tenant/api', guard)
  app.use('/:tenant/frame', guard.embed)
  app.get('/:tenant/frame', (_req, res) => void res.json({}))
  app.get('/:tenant/api', (req, res) => void res.json(guard.auth(req).payload))
  const server = await serve(app)
  const call = (tenant: string, site: string, secret = SECRET, init: TestRequest = {}) =>
    server.send({
      path: `/${tenant}/api`,
      ...init,
      headers: {
        origin: `https://${site}`,
        authorization: `Bearer ${createJwt({ secret })}`,
        ...init.headers,
      },
    })
  return { guard, load, server, call }
}

describe('a guard of many tenants', () => {
  test('lets each tenant be called from its own sites with its own tokens alone', async () => {
    const { call } = await deskOf(tenants())
    expect(await call('acme', 'acme.example.com')).toMatchObject({ status: 200 })
    expect(await call('globex', 'globex.example.com', OTHER_SECRET)).toMatchObject({ status: 200 })
    expect((await call('acme', 'globex.example.com')).code).toBe('origin_not_whitelisted')
    expect((await call('globex', 'globex.example.com')).code).toBe('token_signature')
    expect((await call('acme', 'acme.example.com', OTHER_SECRET)).code).toBe('token_signature')
  })

  test('never takes a token that one tenant remembers for another', async () => {
    const { server } = await deskOf({
      a: tenants().acme as object,
      b: { ...tenants().acme, secret: OTHER_SECRET },
    })
    const headers = { origin: 'https://acme.example.com', authorization: `Bearer ${createJwt()}` }
    for (const _time of ['verified', 'kept', 'remembered'])
      expect((await server.send({ path: '/a/api', headers })).status).toBe(200)
    expect((await server.send({ path: '/b/api', headers })).code).toBe('token_signature')
  })

  test('answers preflights and framing per tenant', async () => {
    const { call, server } = await deskOf(tenants())
    const preflight: TestRequest = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }
    expect((await call('acme', 'acme.example.com', SECRET, preflight)).status).toBe(204)
    expect((await call('globex', 'acme.example.com', SECRET, preflight)).status).toBe(403)
    const policy = async (tenant: string) =>
      (await server.send({ path: `/${tenant}/frame` })).headers['content-security-policy']
    expect(await policy('acme')).toBe('frame-ancestors https://acme.example.com')
    expect(await policy('globex')).toBe('frame-ancestors https://globex.example.com')
  })

  test('refuses an unknown tenant, its frames as well', async () => {
    const { call, server } = await deskOf(tenants())
    expect(await call('nobody', 'acme.example.com')).toMatchObject({ status: 404, code: 'tenant_unknown' })
    const frame = await server.send({ path: '/nobody/frame' })
    expect(frame).toMatchObject({ status: 404, code: 'tenant_unknown' })
    expect(frame.headers['content-security-policy']).toBe("frame-ancestors 'none'")
  })

  test('answers 503 for a configuration that does not parse, says why on the channel, and serves the others', async () => {
    const said: unknown[] = []
    const listen = (message: unknown) => said.push(message)
    for (const name of ['asap-guard:decision', 'asap-guard:tenants']) {
      subscribe(name, listen)
      onTestFinished(() => void unsubscribe(name, listen))
    }
    const { call } = await deskOf(tenants())
    const answer = await call('broken', 'broken.example.com')
    expect(answer).toMatchObject({ status: 503, code: 'tenant_unavailable' })
    expect(answer.headers['retry-after']).toBeDefined()
    expect(answer.body).not.toContain('broken.example.com')
    expect(said).toContainEqual(
      expect.objectContaining({
        tenant: 'broken',
        cause: expect.objectContaining({ name: 'AsapConfigError' }),
      }),
    )
    expect(said).toContainEqual(
      expect.objectContaining({
        outcome: 'refused',
        tenant: 'broken',
        code: 'tenant_unavailable',
        detail: expect.stringContaining('broken.example.com'),
      }),
    )
    expect((await call('acme', 'acme.example.com')).status).toBe(200)
  })

  test.each([null, 0, '', false, 'acme', []])('answers 503 where load gives %j', async (rubbish) => {
    const { call } = await deskOf({ acme: rubbish as never })
    expect(await call('acme', 'acme.example.com')).toMatchObject({ status: 503, code: 'tenant_unavailable' })
  })

  test('lets an administrator’s change work on the next request', async () => {
    const configurations = tenants()
    const { call, guard } = await deskOf(configurations)
    expect((await call('acme', 'new.example.com')).code).toBe('origin_not_whitelisted')
    configurations.acme = { domains: ['new.example.com'], secret: SECRET }
    guard.reload('acme')
    expect((await call('acme', 'new.example.com')).status).toBe(200)
    expect((await call('acme', 'acme.example.com')).code).toBe('origin_not_whitelisted')
  })

  test('takes its other options as defaults, which a tenant may replace', async () => {
    const configurations = {
      plain: { domains: ['a.example.com'] },
      own: { ...tenants().globex, claims: z.object() },
    }
    const { call } = await deskOf(configurations, { secret: SECRET, claims: asapClaims })
    expect((await call('plain', 'a.example.com')).code).toBe('token_claims')
    expect((await call('own', 'globex.example.com', OTHER_SECRET)).status).toBe(200)
  })

  test('keeps the checks of all tenants where a tenant has no value of its own', async () => {
    const own = { ...tenants().acme, isRevoked: undefined, issuer: undefined, domainClaim: undefined }
    const { call } = await deskOf({ acme: own }, { isRevoked: () => true })
    expect((await call('acme', 'acme.example.com')).code).toBe('token_revoked')
    const bound = await deskOf({ acme: own }, { domainClaim: 'site' })
    expect((await bound.call('acme', 'acme.example.com')).code).toBe('token_domain')
  })

  test('takes a key that is undefined for one that is missing, not for the key of all', async () => {
    const { call } = await deskOf({ acme: { ...tenants().acme, secret: undefined } }, { secret: SECRET })
    expect((await call('acme', 'acme.example.com')).code).toBe('tenant_unavailable')
  })

  test('lets a tenant have keys of another kind than the others', async () => {
    const options = { jwksUri: 'https://id.example.com/keys', jwks: { maxAge: 60 }, algorithms: ['RS256'] }
    const { call } = await deskOf(tenants(), { ...options, issuer: null, audience: null })
    expect((await call('acme', 'acme.example.com')).status).toBe(200)
  })

  test('explains and gets ready per tenant', async () => {
    const { guard } = await deskOf(tenants())
    expect(await guard.explain({ tenant: 'acme', origin: 'https://acme.example.com' })).toMatchObject({
      allowed: true,
    })
    expect(await guard.explain({ tenant: 'globex', origin: 'https://acme.example.com' })).toMatchObject({
      allowed: false,
      code: 'origin_not_whitelisted',
    })
    await guard.ready('acme')
    await expect(guard.ready('nobody')).rejects.toMatchObject({ code: 'tenant_unknown' })
    await expect(guard.explain({ tenant: 'broken' })).rejects.toMatchObject({ code: 'tenant_unavailable' })
  })

  test('shares the key set of one provider between tenants, also across reloads', async () => {
    const jwks = await startTestJwks()
    onTestFinished(() => jwks.close())
    const keys = { jwksUri: jwks.jwksUri, issuer: null, audience: null }
    const fetched = vi.fn()
    const count = (message: unknown) => fetched(message)
    subscribe('asap-guard:keys', count)
    onTestFinished(() => void unsubscribe('asap-guard:keys', count))
    const { guard, server } = await deskOf({
      a: { domains: ['a.example.com'], ...keys },
      b: { domains: ['b.example.com'], ...keys },
    })
    const token = jwks.createToken()
    for (const tenant of ['a', 'b', 'a']) {
      const headers = { origin: `https://${tenant}.example.com`, authorization: `Bearer ${token}` }
      expect((await server.send({ path: `/${tenant}/api`, headers })).status).toBe(200)
      guard.reload()
    }
    expect(fetched.mock.calls.filter(([{ event }]) => event === 'refreshed')).toHaveLength(1)
  })

  test('hands its own refusals to onDeny, too', async () => {
    const onDeny = vi.fn((_error, _req, res) => res.json({ mine: true }))
    const { call } = await deskOf(tenants(), { onDeny })
    expect(await call('nobody', 'acme.example.com')).toMatchObject({ status: 404, body: '{"mine":true}' })
  })
})

test('the options of a guard of many tenants are checked when it is made', () => {
  expect(() => asapGuard({ tenant: () => 'a', laod: async () => undefined } as never)).toThrow(
    /laod.*did you mean "load"/,
  )
  expect(() => asapGuard({ load: async () => undefined } as never)).toThrow(
    /^[^\n]*\n {2}tenant: must be a function[^\n]*$/,
  )
  expect(() => asapGuard({ tenant: 'acme', load: () => undefined, maxTenants: 0 } as never)).toThrow(
    /tenant: must be a function[\s\S]*maxTenants/,
  )
  expect(() => asapGuard({ tenant: () => 'a', load: () => undefined, maxLifetim: 60 } as never)).toThrow(
    /maxLifetime/,
  )
  const defaults = { secret: 'short', domains: ['https://x.example.com'] }
  expect(() => asapGuard({ tenant: () => 'a', load: () => undefined, ...defaults })).toThrow(
    /domains\[0\]: "https:\/\/x\.example\.com": a scheme[\s\S]*secret: is shorter/,
  )
})

test.each([undefined, null, 'tenant', 1, () => ({ tenant: 'a' })])(
  'options that are %j are refused',
  (options) => {
    expect(() => asapGuard(options as never)).toThrow('asap-guard cannot use this configuration')
  },
)

test('a diagnosis is made of the tenant that is named', async () => {
  const { guard } = await deskOf(tenants())
  const question = { token: createJwt({ secret: OTHER_SECRET }), origin: 'https://globex.example.com' }
  expect(await guard.diagnose({ ...question, tenant: 'globex' })).toMatchObject({ allowed: true })
  expect(await guard.diagnose({ ...question, tenant: 'acme' })).toMatchObject({
    code: 'origin_not_whitelisted',
  })
})

test('a request for no tenant says so to operators, and so does a diagnosis', async () => {
  const guard = asapGuard({ tenant: () => undefined, load: async () => undefined })
  expect(await laterRefusal(() => guard.check({ headers: {} }))).toMatchObject({
    code: 'tenant_unknown',
    detail: expect.stringMatching(/^`tenant` named no tenant for this request\. /),
  })
  const { steps } = await guard.diagnose({ token: '' } as never)
  expect(steps).toEqual([
    {
      check: 'tenant',
      passed: false,
      code: 'tenant_unknown',
      says: 'no tenant is named: give its id as `tenant`.',
    },
  ])
})

test.each<[name: string, tenant: () => unknown, detail: RegExp]>([
  [
    'throws',
    () => {
      throw new Error('db')
    },
    /^`tenant` threw: see `cause`/,
  ],
  ['gives a number', () => 1, /^`tenant` must return a string or undefined, at once/],
  ['gives a promise', async () => 'acme', /^`tenant` must return a string or undefined, at once/],
])('a request is refused where `tenant` %s', async (_name, tenant, detail) => {
  const guard = asapGuard({ tenant: tenant as () => string, load: async () => tenants().acme as never })
  expect(await laterRefusal(() => guard.check({ headers: {} }))).toMatchObject({
    code: 'tenant_unavailable',
    status: 503,
    detail: expect.stringMatching(detail),
  })
})
