import express, { type Request, type Response } from 'express'
import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { serve } from '../support/server.js'

const desk = await helpDesk()

/** The answer to a request from a site that is not approved: these headers and no others. */
const PLAIN_HEADERS = {
  'x-powered-by': 'Express',
  vary: 'Origin',
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  connection: 'keep-alive',
  'keep-alive': 'timeout=5',
  'content-length': expect.stringMatching(/^\d+$/),
  date: expect.any(String),
}

const ORIGIN_REFUSALS: readonly [
  name: string,
  headers: Record<string, string>,
  code: string,
  title: string,
][] = [
  ['neither Origin nor Referer', {}, 'origin_missing', 'The request does not say which site it comes from'],
  ['Origin: null', { Origin: 'null' }, 'origin_opaque', 'The request comes from an opaque origin'],
  ['an empty Origin', { Origin: '' }, 'origin_malformed', 'The origin of the request is malformed'],
  [
    'an Origin with a path',
    { Origin: `${SITE}/` },
    'origin_malformed',
    'The origin of the request is malformed',
  ],
  [
    'http instead of https',
    { Origin: SITE.replace('s:', ':') },
    'origin_insecure',
    'The calling site must use https',
  ],
  ['a rogue site', { Origin: ROGUE_SITE }, 'origin_not_whitelisted', 'The calling site is not approved'],
  [
    'a rogue Referer',
    { Referer: `${ROGUE_SITE}/` },
    'origin_not_whitelisted',
    'The calling site is not approved',
  ],
]

describe('a valid token does not help', () => {
  test.each(ORIGIN_REFUSALS)('%s', async (_name, headers, code, title) => {
    const answer = await desk.send({ headers: { ...headers, Authorization: `Bearer ${createJwt()}` } })
    expect(answer.status).toBe(403)
    expect(answer.body).toBe(JSON.stringify({ type: `urn:asap-guard:${code}`, title, status: 403, code }))
    expect(answer.headers).toEqual(PLAIN_HEADERS)
    expect(desk.reached).toEqual([])
  })
})

/** All that an approved site gets beside the plain headers, so that its widget can read the refusal. */
const READABLE = {
  'access-control-allow-origin': SITE,
  'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
}

const now = Math.floor(Date.now() / 1000)

const TOKEN_REFUSALS: readonly [
  name: string,
  authorization: string | undefined,
  number,
  string,
  challenge: string,
][] = [
  ['no token', undefined, 401, 'token_missing', 'Bearer realm="asap-guard"'],
  ['another scheme', 'Basic dXNlcjpwYXNz', 401, 'token_missing', 'Bearer realm="asap-guard"'],
  ['Bearer alone', 'Bearer', 400, 'request_invalid', 'Bearer error="invalid_request"'],
  ['two tokens', 'Bearer a.b.c d.e.f', 400, 'request_invalid', 'Bearer error="invalid_request"'],
  ['no JWT', 'Bearer nonsense', 401, 'token_malformed', 'Bearer error="invalid_token"'],
  [
    'another secret',
    `Bearer ${createJwt({ secret: 'x' })}`,
    401,
    'token_signature',
    'Bearer error="invalid_token"',
  ],
  [
    'an old token',
    `Bearer ${createJwt({ exp: now - 60 })}`,
    401,
    'token_expired',
    'Bearer error="invalid_token"',
  ],
]

describe('an approved site can read why it was refused', () => {
  test.each(TOKEN_REFUSALS)('%s', async (_name, Authorization, status, code, challenge) => {
    const answer = await desk.send({ headers: { Origin: SITE, Authorization } })
    expect(answer).toMatchObject({ status, code })
    expect(JSON.parse(answer.body)).toEqual({
      type: `urn:asap-guard:${code}`,
      title: expect.any(String),
      status,
      code,
    })
    expect(answer.headers).toEqual({ ...PLAIN_HEADERS, ...READABLE, 'www-authenticate': challenge })
    expect(desk.reached).toEqual([])
  })
})

test('a refusal reflects nothing of the request', async () => {
  const marker = 'reflect-me'
  const answer = await desk.send({
    path: `/${marker}?${marker}`,
    method: 'POST',
    headers: {
      Origin: `https://${marker}.example`,
      Authorization: `Bearer ${marker}`,
      'Access-Control-Request-Headers': marker,
      'X-Request-Id': marker,
      Cookie: marker,
    },
    body: marker,
  })
  expect(answer.status).toBe(403)
  expect(JSON.stringify(answer)).not.toContain(marker)
})

test('the same code is the same body, whoever asks', async () => {
  const bodies = ['https://a.example', 'https://b.example:8443'].map(async (Origin) => {
    return (await desk.send({ headers: { Origin } })).body
  })
  expect(new Set(await Promise.all(bodies)).size).toBe(1)
})

describe('methods and bodies', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE', 'QUERY'])(
    '%s from a rogue site is refused',
    async (method) => {
      const answer = await desk.send({ method, headers: fromSite({ Origin: ROGUE_SITE }) })
      expect(answer).toMatchObject({
        status: 403,
        code: 'origin_not_whitelisted',
        headers: { vary: 'Origin' },
      })
    },
  )

  test('HEAD gets the headers of the refusal and no body', async () => {
    const answer = await desk.send({ method: 'HEAD', headers: fromSite({ Origin: ROGUE_SITE }) })
    expect(answer).toMatchObject({ status: 403, body: '', headers: PLAIN_HEADERS })
  })

  test.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
  ])('a Content-Type of %s changes nothing', async (type) => {
    const headers = { 'Content-Type': type, Authorization: `Bearer ${createJwt()}` }
    const rogue = await desk.send({
      method: 'POST',
      headers: { ...headers, Origin: ROGUE_SITE },
      body: 'x=1',
    })
    expect(rogue).toMatchObject({ status: 403, code: 'origin_not_whitelisted' })
    const form = await desk.send({ method: 'POST', headers, body: 'x=1' })
    expect(form).toMatchObject({ status: 403, code: 'origin_missing' })
  })

  test('an upload is refused without waiting for its end, and the connection lives on', async () => {
    const body = 'x'.repeat(200_000)
    const raw = await desk.sendRaw(
      'POST / HTTP/1.1',
      'Host: a',
      `Origin: ${ROGUE_SITE}`,
      `Content-Length: ${body.length}`,
      '',
      `${body}GET / HTTP/1.1`,
      `Origin: ${SITE}`,
      `Authorization: Bearer ${createJwt()}`,
    )
    expect(raw.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200'])
  })
})

describe('what names the server never decides', () => {
  test.each([
    ['Host', { Host: 'help.example.com' }],
    ['X-Forwarded-Host', { 'X-Forwarded-Host': 'help.example.com' }],
    ['X-Forwarded-Proto', { 'X-Forwarded-Proto': 'https', Origin: 'http://help.example.com' }],
    ['Forwarded', { Forwarded: 'host=help.example.com;proto=https' }],
    ['X-Original-URL', { 'X-Original-URL': SITE, 'X-Forwarded-Origin': SITE, 'X-Origin': SITE }],
    ['a method override', { 'X-HTTP-Method-Override': 'OPTIONS', 'Access-Control-Request-Method': 'GET' }],
  ])('%s lets no rogue site in', async (_name, headers) => {
    const answer = await desk.send({ headers: { ...fromSite({ Origin: ROGUE_SITE }), ...headers } })
    expect(answer.status).toBe(403)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  test.each(['evil.example', '127.0.0.1', 'help.example.com'])(
    'Host: %s keeps no approved site out',
    async (Host) => {
      const answer = await desk.send({ headers: fromSite({ Host, 'X-Forwarded-Host': 'evil.example' }) })
      expect(answer).toMatchObject({ status: 200, body: '{"sub":"user-1"}', headers: { vary: 'Origin' } })
    },
  )
})

describe('Vary: Origin is added to what an earlier middleware set', () => {
  test.each([
    ['Accept-Encoding', 'Accept-Encoding, Origin'],
    ['origin', 'origin'],
    ['Accept, Origin', 'Accept, Origin'],
    ['*', '*'],
  ])('%s', async (before, after) => {
    const app = express()
    app.use((_req, res, next) => {
      res.setHeader('Vary', before)
      next()
    })
    app.use(desk.guard, (_req: Request, res: Response) => {
      res.send('passed')
    })
    const server = await serve(app)
    for (const Origin of [SITE, ROGUE_SITE]) {
      expect((await server.send({ headers: fromSite({ Origin }) })).headers.vary).toBe(after)
    }
  })
})
