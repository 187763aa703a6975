import { channel } from 'node:diagnostics_channel'
import { testSecret } from 'asap-guard/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { collectUnlistedSites, createBackend } from '../../examples/report-only.js'
import { serve, type TestServer } from '../support/server.js'

const { secret, createToken } = testSecret()
const APPROVED = 'https://help.example.com'
const FORGOTTEN = 'https://shop.example.org'
const domains = ['help.example.com']
const path = '/widget/api/me'

const call = (backend: TestServer, origin: string | undefined, token = createToken()) =>
  backend.send({ path, headers: { Origin: origin, Authorization: `Bearer ${token}` } })

function preflight(backend: TestServer, origin: string) {
  const headers = {
    Origin: origin,
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization',
  }
  return backend.send({ method: 'OPTIONS', path, headers })
}

const readableBy = (origin: string) => ({ 'access-control-allow-origin': origin, vary: 'Origin' })

describe('while sites are only reported', () => {
  let backend: TestServer
  let unlistedSites: ReturnType<typeof collectUnlistedSites>
  beforeEach(async () => {
    backend = await serve(createBackend({ domains, secret, reportOnly: true }))
    unlistedSites = collectUnlistedSites()
  })

  test.each([APPROVED, FORGOTTEN])(
    '%s works as before: preflight, request, and a refusal that it can read',
    async (site) => {
      expect(await preflight(backend, site)).toMatchObject({
        status: 204,
        headers: { 'access-control-allow-origin': site, 'access-control-allow-headers': 'authorization' },
      })
      expect(await call(backend, site)).toMatchObject({ status: 200, headers: readableBy(site) })
      const expired = createToken({ exp: 1_700_000_000, iat: 1_699_999_900 })
      expect(await call(backend, site, expired)).toMatchObject({
        status: 401,
        code: 'token_expired',
        headers: readableBy(site),
      })
    },
  )

  test('the list has what enforcing would refuse, the busiest first, and nothing else', async () => {
    expect(unlistedSites()).toEqual([])
    await call(backend, APPROVED)
    await call(backend, undefined)
    for (let i = 0; i < 3; i++) await call(backend, FORGOTTEN)
    for (let i = 0; i < 2; i++) await call(backend, 'http://help.example.com')
    await call(backend, 'https://evil.example', 'no token at all')
    await call(backend, 'null')
    expect(unlistedSites()).toEqual([
      { code: 'origin_not_whitelisted', origin: FORGOTTEN, count: 3 },
      { code: 'origin_insecure', origin: 'http://help.example.com', count: 2 },
      { code: 'origin_missing', origin: '(none sent)', count: 1 },
    ])
  })

  test('a flood of made-up origins fills no memory, and the sites that are in the list are still counted', () => {
    const report = (origin: string) => {
      channel('asap-guard:decision').publish({ outcome: 'reported', code: 'origin_not_whitelisted', origin })
    }
    report(FORGOTTEN)
    for (let i = 0; i < 1100; i++) report(`https://site-${i}.example`)
    report(FORGOTTEN)
    expect(unlistedSites()).toHaveLength(1000)
    expect(unlistedSites()[0]).toEqual({ code: 'origin_not_whitelisted', origin: FORGOTTEN, count: 2 })
  })
})

test('enforced, what was in the list is refused, and approved sites have CORS from the guard', async () => {
  const backend = await serve(createBackend({ domains, secret, reportOnly: false }))
  expect(await preflight(backend, APPROVED)).toMatchObject({
    status: 204,
    headers: { 'access-control-allow-origin': APPROVED, 'access-control-allow-headers': 'authorization' },
  })
  expect(await call(backend, APPROVED)).toMatchObject({ status: 200, headers: readableBy(APPROVED) })
  for (const [origin, code] of [
    [FORGOTTEN, 'origin_not_whitelisted'],
    ['http://help.example.com', 'origin_insecure'],
    [undefined, 'origin_missing'],
  ] as const) {
    const refused = await call(backend, origin)
    expect(refused).toMatchObject({ status: 403, code })
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin')
  }
})
