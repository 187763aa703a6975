import { describe, expect, test } from 'vitest'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'
import type { TestAnswer } from '../support/server.js'

const desk = await helpDesk()

const preflight = (origin: string, headers: Record<string, string | undefined> = {}) => ({
  method: 'OPTIONS',
  headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', ...headers },
})

const corsHeaders = ({ headers }: TestAnswer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))

describe('the preflight of an approved site', () => {
  test('is answered with 204 and exactly these headers, and never reaches the routes', async () => {
    const answer = await desk.send(
      preflight(SITE, { 'Access-Control-Request-Headers': 'authorization,content-type' }),
    )
    expect(answer.status).toBe(204)
    expect(answer.body).toBe('')
    expect(answer.headers).toEqual({
      'x-powered-by': 'Express',
      vary: 'Origin, Access-Control-Request-Headers',
      'access-control-allow-origin': SITE,
      'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      date: expect.any(String),
    })
    expect(desk.reached).toEqual([])
  })

  test.each(['https://a.example.org', 'http://localhost:3000', 'http://localhost'])('%s', async (origin) => {
    const answer = await desk.send(preflight(origin))
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
  })

  const ECHOED = ['x-request-id', 'authorization, x-a', 'authorization ,\tx-a', "!#$%&'+.^_`|~09AZaz-"]
  const NOT_ECHOED = [
    '',
    '*',
    'authorization,*',
    'a b',
    ',',
    ', ,',
    'a,,*',
    'a: b',
    'a;b',
    '"a"',
    'a\u00e9',
    '(x)',
    'a/b',
  ]

  test.each(ECHOED)('echoes header names: %j', async (names) => {
    const answer = await desk.send(preflight(SITE, { 'Access-Control-Request-Headers': names }))
    expect(answer.headers['access-control-allow-headers']).toBe(names)
  })
  test.each(NOT_ECHOED)('echoes nothing that is no list of header names: %j', async (names) => {
    const answer = await desk.send(preflight(SITE, { 'Access-Control-Request-Headers': names }))
    expect(answer.status).toBe(204)
    expect(answer.headers).not.toHaveProperty('access-control-allow-headers')
  })

  test.each([
    ['authorization,,content-type', 'authorization,content-type'],
    ['a,', 'a'],
    [', a', 'a'],
  ])('passes over empty members of the list: %j', async (names, echoed) => {
    const answer = await desk.send(preflight(SITE, { 'Access-Control-Request-Headers': names }))
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-headers': echoed } })
  })

  test('neither credentials, nor a star, nor private-network access are granted, however they are asked for', async () => {
    const asked = {
      'Access-Control-Request-Private-Network': 'true',
      'Access-Control-Request-Local-Network': 'true',
      'Access-Control-Request-Credentials': 'true',
      'Access-Control-Request-Headers': '*',
      Cookie: 'session=1',
    }
    const answer = await desk.send(preflight(SITE, asked))
    expect(Object.keys(corsHeaders(answer)).sort()).toEqual([
      'access-control-allow-methods',
      'access-control-allow-origin',
      'access-control-max-age',
    ])
    expect(Object.values(corsHeaders(answer)).join()).not.toContain('*')
  })

  test('a token that comes with it is not looked at', async () => {
    expect(await desk.send(preflight(SITE, { Authorization: 'Bearer' }))).toMatchObject({ status: 204 })
  })
})

describe('a preflight from any other site', () => {
  test.each([
    ['a rogue site', ROGUE_SITE, 'origin_not_whitelisted'],
    ['a sandboxed frame', 'null', 'origin_opaque'],
    ['a malformed origin', `${SITE}/`, 'origin_malformed'],
    ['an approved host over http', 'http://help.example.com', 'origin_insecure'],
  ])('%s gets 403 without a CORS header', async (_name, origin, code) => {
    const answer = await desk.send(preflight(origin, { 'Access-Control-Request-Headers': 'authorization' }))
    expect(answer).toMatchObject({ status: 403, code, headers: { vary: 'Origin' } })
    expect(corsHeaders(answer)).toEqual({})
    expect(desk.reached).toEqual([])
  })
})

describe('OPTIONS that is no preflight needs a token like any other request', () => {
  test('without Access-Control-Request-Method', async () => {
    const answer = await desk.send({ method: 'OPTIONS', headers: { Origin: SITE } })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
  })
  test('without Origin', async () => {
    const { Origin, ...headers } = preflight(SITE).headers
    const answer = await desk.send({ method: 'OPTIONS', headers: { ...headers, Referer: `${SITE}/` } })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
  })
  test('a method that only looks like it', async () => {
    const answer = await desk.send({ ...preflight(SITE), method: 'POST' })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
  })
})

describe('answers of the routes', () => {
  test('an approved site may read them', async () => {
    const answer = await desk.send({ headers: fromSite() })
    expect(answer.status).toBe(200)
    expect(corsHeaders(answer)).toEqual({ 'access-control-allow-origin': SITE })
    expect(answer.headers.vary).toBe('Origin')
  })
  test('a site named by Referer alone is told its origin, without the path', async () => {
    const answer = await desk.send({ headers: fromSite({ Origin: undefined, Referer: `${SITE}/page?x=1` }) })
    expect(answer.status).toBe(200)
    expect(corsHeaders(answer)).toEqual({ 'access-control-allow-origin': SITE })
  })
})

describe('the option `cors`', () => {
  test('lists are sent instead of the defaults', async () => {
    const custom = await helpDesk({
      cors: {
        methods: ['GET', 'POST'],
        allowedHeaders: ['Authorization', 'X-A'],
        exposedHeaders: ['X-Total'],
        maxAge: 5,
      },
    })
    const answer = await custom.send(preflight(SITE, { 'Access-Control-Request-Headers': 'x-other' }))
    expect(corsHeaders(answer)).toEqual({
      'access-control-allow-origin': SITE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization, X-A',
      'access-control-expose-headers': 'X-Total',
      'access-control-max-age': '5',
    })
    expect(answer.headers.vary).toBe('Origin')
    expect(corsHeaders(await custom.send({ headers: fromSite() }))).toEqual({
      'access-control-allow-origin': SITE,
      'access-control-expose-headers': 'X-Total',
    })
    expect(corsHeaders(await custom.send({ headers: { Origin: SITE } }))).toEqual({
      'access-control-allow-origin': SITE,
      'access-control-expose-headers': 'WWW-Authenticate, Retry-After, X-Total',
    })
  })

  test('maxAge: 0 is taken at its word, and an empty list of headers allows Authorization alone', async () => {
    const none = await helpDesk({ cors: { allowedHeaders: [], maxAge: 0 } })
    const answer = await none.send(preflight(SITE, { 'Access-Control-Request-Headers': 'x-a' }))
    expect(corsHeaders(answer)).toEqual({
      'access-control-allow-origin': SITE,
      'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
      'access-control-allow-headers': 'Authorization',
      'access-control-max-age': '0',
    })
  })

  describe('false', async () => {
    const silent = await helpDesk({ cors: false })

    test('sends no CORS header, keeps Vary, and still decides', async () => {
      const allowed = await silent.send({ headers: fromSite() })
      expect(allowed).toMatchObject({ status: 200, headers: { vary: 'Origin' } })
      const refused = await silent.send({ headers: { Origin: SITE } })
      expect(refused).toMatchObject({ status: 401, code: 'token_missing', headers: { vary: 'Origin' } })
      const rogue = await silent.send({ headers: fromSite({ Origin: ROGUE_SITE }) })
      expect(rogue).toMatchObject({ status: 403, headers: { vary: 'Origin' } })
      expect([allowed, refused, rogue].map(corsHeaders)).toEqual([{}, {}, {}])
    })

    test('makes OPTIONS an ordinary request, which needs a token', async () => {
      expect(await silent.send(preflight(SITE))).toMatchObject({ status: 401, code: 'token_missing' })
      const { method, headers } = preflight(SITE)
      expect(await silent.send({ method, headers: fromSite(headers) })).toMatchObject({ status: 200 })
    })
  })
})
