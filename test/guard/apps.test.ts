import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'

describe('apps', async () => {
  const app = await helpDesk({ apps: { claim: 'client', equals: 'app' } })
  const native = `Bearer ${createJwt({ client: 'app' })}`

  test('an app passes when its token says so', async () => {
    const answer = await app.send({ headers: { Authorization: native } })
    expect(answer).toMatchObject({ status: 200, headers: { vary: 'Origin' } })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(app.guard.auth(app.reached.at(-1) as never)).toMatchObject({
      origin: undefined,
      domain: undefined,
    })
  })

  const OTHER_TOKENS: readonly [name: string, claims: Record<string, unknown>][] = [
    ['no such claim', {}],
    ['another value', { client: 'web' }],
    ['a list with the value', { client: ['app'] }],
    ['the value in another letter case', { client: 'APP' }],
    ['null', { client: null }],
  ]
  test.each(OTHER_TOKENS)('a token with %s does not', async (_name, claims) => {
    const answer = await app.send({ headers: { Authorization: `Bearer ${createJwt(claims)}` } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
  })

  test('without a token there is a token to ask for', async () => {
    expect(await app.send()).toMatchObject({ status: 401, code: 'token_missing' })
  })

  test.each(['Sec-Fetch-Site', 'Sec-Fetch-Dest', 'sec-fetch-user', 'SEC-FETCH-STORAGE-ACCESS'])(
    '%s shows a browser, which cannot hide where it is',
    async (name) => {
      const answer = await app.send({ headers: { Authorization: native, [name]: 'none' } })
      expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
    },
  )

  test("Sec-Fetch-Mode alone shows none: Node's own fetch sends it", async () => {
    const answer = await app.send({ headers: { Authorization: native, 'Sec-Fetch-Mode': 'cors' } })
    expect(answer).toMatchObject({ status: 200 })
    const response = await fetch(`http://127.0.0.1:${app.port}/`, { headers: { Authorization: native } })
    expect(response.status).toBe(200)
  })

  test.each([
    { Origin: 'null' },
    { Origin: '' },
    { Origin: ROGUE_SITE },
    { Referer: '' },
    { Referer: `${ROGUE_SITE}/` },
  ])('%j is not without an origin', async (headers) => {
    const answer = await app.send({ headers: { ...headers, Authorization: native } })
    expect(answer.status).toBe(403)
  })

  test('a web site passes as ever, whatever the token says', async () => {
    expect(await app.send({ headers: fromSite({ Authorization: native }) })).toMatchObject({ status: 200 })
    expect(await app.send({ headers: fromSite() })).toMatchObject({ status: 200 })
  })

  test.each([
    [{ claim: 'constructor', equals: 'Object' }, {}],
    [{ claim: 'app', equals: true }, { app: 'true' }],
    [{ claim: 'app', equals: 1 }, { app: '1' }],
    [{ claim: '__proto__', equals: 'x' }, { app: 'x' }],
  ])('%j is not met by %j', async (apps, claims) => {
    const strict = await helpDesk({ apps })
    const answer = await strict.send({ headers: { Authorization: `Bearer ${createJwt(claims)}` } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
  })
})

describe('web views of apps', async () => {
  const WEB_VIEW = 'capacitor://localhost'
  const apps = { claim: 'client', equals: 'app', origins: [WEB_VIEW, 'http://localhost'] } as const
  const domains = ['help.example.com']
  const app = await helpDesk({ domains, apps })
  const native = `Bearer ${createJwt({ client: 'app' })}`

  test.each(apps.origins)('%s passes when its token says so, and can read the answer', async (Origin) => {
    const answer = await app.send({
      headers: { Origin, Authorization: native, 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': Origin } })
    expect(app.guard.auth(app.reached.at(-1) as never)).toMatchObject({ origin: Origin, domain: undefined })
  })

  test('a token without the claim is refused as of a site that is not listed, readably', async () => {
    const answer = await app.send({ headers: { Origin: WEB_VIEW, Authorization: `Bearer ${createJwt()}` } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_not_whitelisted' })
    expect(answer.headers['access-control-allow-origin']).toBe(WEB_VIEW)
  })

  test('its preflight is answered', async () => {
    const headers = { Origin: WEB_VIEW, 'Access-Control-Request-Method': 'PUT' }
    expect(await app.send({ method: 'OPTIONS', headers })).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': WEB_VIEW },
    })
  })

  test.each([
    'capacitor://localhost/',
    'Capacitor://localhost',
    'capacitor://localhost:1',
    'ionic://localhost',
    'https://localhost',
    'http://localhost:80',
    'null',
    'file://',
  ])('%s is another origin', async (Origin) => {
    expect(await app.send({ headers: { Origin, Authorization: native } })).toMatchObject({ status: 403 })
  })

  test('reportOnly reports one whose token does not say so yet', async () => {
    const trial = await helpDesk({ domains, apps, reportOnly: true })
    const answer = await trial.send({ headers: { Origin: WEB_VIEW, Authorization: `Bearer ${createJwt()}` } })
    expect(answer).toMatchObject({ status: 200 })
  })
})

describe('a call without an origin brings its token in Authorization', async () => {
  const getToken = (req: { url?: string }) =>
    new URL(req.url ?? '', 'http://x').searchParams.get('token') ?? undefined
  const apps = { claim: 'client', equals: 'app' } as const
  const token = createJwt({ client: 'app' })

  test('getToken is not asked: a page on plain http could hide its origin, with the token in its address', async () => {
    const app = await helpDesk({ apps, getToken })
    const decisions = listenToDecisions()
    expect(await app.send({ path: `/?token=${token}` })).toMatchObject({ status: 401, code: 'token_missing' })
    expect(await app.send({ headers: { Origin: SITE } })).toMatchObject({ status: 401 })
    expect(decisions).toMatchObject([
      { detail: expect.stringContaining('`getToken` is not asked for a call without an origin') },
      { detail: expect.stringContaining('`getToken` is set and found none') },
    ])
    expect(await app.send({ headers: { Authorization: `Bearer ${token}` } })).toMatchObject({ status: 200 })
    expect(await app.send({ path: `/?token=${token}`, headers: { Origin: SITE } })).toMatchObject({
      status: 200,
    })
  })

  test('while sites are only reported it is asked, and a token in another place is reported', async () => {
    const app = await helpDesk({ apps, getToken, reportOnly: true })
    const decisions = listenToDecisions()
    const Authorization = `Bearer ${token}`
    for (const headers of [{}, { Authorization }, { Origin: SITE }])
      expect(await app.send({ path: `/?token=${token}`, headers })).toMatchObject({ status: 200 })
    expect(await app.send({ path: '/', headers: { Authorization } })).toMatchObject({ status: 200 })
    expect(await app.send({ path: '/' })).toMatchObject({ status: 401, code: 'token_missing' })
    expect(decisions).toMatchObject([
      { outcome: 'reported', code: 'origin_missing' },
      { outcome: 'allowed' },
      { outcome: 'allowed' },
      { outcome: 'allowed', origin: undefined },
      { outcome: 'refused', code: 'token_missing' },
    ])
  })

  test('where no apps are known, it alone is asked while sites are only reported', async () => {
    const desk = await helpDesk({ getToken, reportOnly: true })
    const headers = { Authorization: `Bearer ${token}` }
    expect(await desk.send({ path: '/', headers })).toMatchObject({ status: 401, code: 'token_missing' })
    expect(await desk.send({ path: `/?token=${token}` })).toMatchObject({ status: 200 })
  })

  test('without getToken, one in Authorization is an app’s while sites are only reported', async () => {
    const app = await helpDesk({ apps, reportOnly: true })
    const decisions = listenToDecisions()
    expect(await app.send({ headers: { Authorization: `Bearer ${token}` } })).toMatchObject({ status: 200 })
    expect(decisions).toMatchObject([{ outcome: 'allowed' }])
  })
})
