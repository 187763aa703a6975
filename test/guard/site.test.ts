import { asapGuard } from 'asap-guard'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { serve } from '../support/server.js'

async function publicDesk(options: object = {}) {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options })
  const app = express()
  app.use('/public', guard.site)
  app.use('/both', guard.site, guard, guard.site)
  app.get(
    '/both',
    (req, res) => void res.json({ site: guard.siteOf(req), user: guard.auth(req).payload.sub }),
  )
  app.get('/public', (req, res) => void res.json(guard.siteOf(req)))
  app.get('/public/auth', (req, res) => void res.json(guard.auth(req)))
  app.get('/open', (req, res) => void res.json(guard.siteOf(req)))
  app.use(
    ((error, _req, res, _next) => void res.status(500).send(error.message)) as express.ErrorRequestHandler,
  )
  return await serve(app)
}

describe('guard.site', async () => {
  const desk = await publicDesk()
  const read = (path: string, headers: Record<string, string>) => desk.send({ path, headers })

  test('lets an approved site through without a token, and lets it read the answer', async () => {
    const answer = await read('/public', { Origin: SITE })
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': SITE, vary: 'Origin' },
    })
    expect(JSON.parse(answer.body)).toEqual({ origin: SITE, domain: 'help.example.com' })
  })

  test('looks at no token, not even a bad one', async () => {
    expect(await read('/public', { Origin: SITE, Authorization: 'Bearer nonsense' })).toMatchObject({
      status: 200,
    })
  })

  test.each([
    [{ Origin: ROGUE_SITE }, 'origin_not_whitelisted'],
    [{ Origin: 'null' }, 'origin_opaque'],
    [{ Origin: `${SITE}/` }, 'origin_malformed'],
    [{ Origin: 'http://help.example.com' }, 'origin_insecure'],
    [{}, 'origin_missing'],
  ])('refuses %j', async (headers, code) => {
    expect(await read('/public', headers as Record<string, string>)).toMatchObject({ status: 403, code })
  })

  test('answers preflights', async () => {
    const headers = { Origin: SITE, 'Access-Control-Request-Method': 'GET' }
    expect(await desk.send({ method: 'OPTIONS', path: '/public', headers })).toMatchObject({ status: 204 })
  })

  test('makes nobody a caller', async () => {
    const answer = await read('/public/auth', { Origin: SITE, Authorization: `Bearer ${createJwt()}` })
    expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('guard.auth(req)') })
    expect(await read('/open', { Origin: SITE })).toMatchObject({
      status: 500,
      body: expect.stringContaining('guard.siteOf(req)'),
    })
  })

  test('goes together with the gate, in any order', async () => {
    const answer = await read('/both', { Origin: SITE, Authorization: `Bearer ${createJwt()}` })
    expect(JSON.parse(answer.body)).toEqual({
      site: { origin: SITE, domain: 'help.example.com' },
      user: 'user-1',
    })
  })

  test('lets apps pass: their token is asked for where it is checked', async () => {
    const origins = ['capacitor://localhost']
    const withApps = await publicDesk({ apps: { claim: 'client', equals: 'app', origins } })
    for (const headers of [{}, { Origin: 'capacitor://localhost' }]) {
      expect(await withApps.send({ path: '/public', headers })).toMatchObject({ status: 200 })
    }
    const fromBrowser = { 'Sec-Fetch-Site': 'cross-site' }
    expect(await withApps.send({ path: '/public', headers: fromBrowser })).toMatchObject({
      code: 'origin_missing',
    })
  })

  test('publishes each decision once', async () => {
    const decisions = listenToDecisions()
    for (const Origin of [SITE, ROGUE_SITE]) await read('/public', { Origin })
    expect(decisions).toMatchObject([
      { outcome: 'allowed', origin: SITE },
      { outcome: 'refused', origin: ROGUE_SITE, code: 'origin_not_whitelisted' },
    ])
  })

  test('asks onDeny', async () => {
    const custom = await publicDesk({
      onDeny: (_error: unknown, _req: unknown, res: express.Response) => res.status(403).send('mine'),
    })
    expect(await custom.send({ path: '/public' })).toMatchObject({ status: 403, body: 'mine' })
  })
})

describe("the help desk's own pages, which hide their address", async () => {
  const selfOrigin = 'https://desk.example.net'
  const desk = await publicDesk({ selfOrigin })
  const own = { Host: 'desk.example.net', 'Sec-Fetch-Site': 'same-origin' }

  test.each([
    ['a GET behind no-referrer', own],
    ['a form behind no-referrer', { ...own, Origin: 'null' }],
    ['Host in capitals', { ...own, Host: 'DESK.example.net' }],
    ['Host with the default port', { ...own, Host: 'desk.example.net:443' }],
  ])('%s is a call of selfOrigin', async (_name, headers) => {
    const answer = await desk.send({ path: '/public', headers })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ origin: selfOrigin })
  })

  test.each([
    ['of another site', { ...own, 'Sec-Fetch-Site': 'cross-site' }, 'origin_missing'],
    ['of another subdomain', { ...own, 'Sec-Fetch-Site': 'same-site' }, 'origin_missing'],
    ['of a sandboxed frame', { ...own, Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, 'origin_opaque'],
    ['to another host', { ...own, Host: 'other.example.net' }, 'origin_missing'],
    ['to another port', { ...own, Host: 'desk.example.net:8443' }, 'origin_missing'],
    ['with a rogue Origin', { ...own, Origin: ROGUE_SITE }, 'origin_not_whitelisted'],
    ['with a rogue Referer', { ...own, Referer: `${ROGUE_SITE}/` }, 'origin_not_whitelisted'],
  ])('a call %s is not', async (_name, headers, code) => {
    expect(await desk.send({ path: '/public', headers })).toMatchObject({ status: 403, code })
  })

  test('without selfOrigin there is no such call', async () => {
    const answer = await (await publicDesk()).send({ path: '/public', headers: own })
    expect(answer).toMatchObject({ code: 'origin_missing' })
  })
})
