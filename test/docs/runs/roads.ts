import { asapGuard } from 'asap-guard'
import express, { type Express } from 'express'
import { expect } from 'vitest'
import { SECRET } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { appBehind } from './keys.js'
import { domains, EVIL, expectAnswer, fragment, headers, type Runs, SITE, send } from './run.js'

const path = '/widget/api/tickets'
const preflight = (origin: string, more: Record<string, string> = {}) => ({
  method: 'OPTIONS',
  headers: { Origin: origin, 'Access-Control-Request-Method': 'GET', ...more },
})

export const roadRuns: Runs = {
  'docs/roads.md#the-gate': async (block) => {
    const { app } = await fragment(block)
    const answer = await expectAnswer(app, { path, headers: headers() }, 200)
    expect(JSON.parse(answer.body)).toMatchObject({
      user: 'user@example.com',
      domain: 'help.example.com',
      origin: SITE,
    })
    expect(await send(app, { path, ...preflight(SITE) })).toMatchObject({ status: 204 })
  },

  'docs/roads.md#the-gate:2': async (block) => {
    const encoded = { path: '/%77idget/api/tickets', headers: { Origin: EVIL } }
    const { app } = await fragment(block)
    await expectAnswer(app, { path, headers: headers() }, 200, { user: 'user@example.com' })
    await expectAnswer(app, encoded, 403, 'origin_not_whitelisted')

    // What the text warns of: the path of app.use is compared as it was sent, and only guard.auth notices.
    const guard = asapGuard({ domains, secret: SECRET })
    const apart = express().use('/widget/api', guard)
    apart.get('/:area/api/tickets', (req, res) => {
      expect(() => guard.auth(req)).toThrow(/did not run/)
      res.json(req.params)
    })
    await expectAnswer(apart, encoded, 200, { area: 'widget' })
  },

  'docs/roads.md#cors': async (block) => {
    const { guard } = await fragment(block)
    expect(
      await send(appBehind(guard), preflight(SITE, { 'Access-Control-Request-Headers': 'x-mine' })),
    ).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': SITE,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'x-mine',
        'access-control-max-age': '3600',
      },
    })
    expect(await send(appBehind(guard), { headers: headers() })).toMatchObject({
      headers: { vary: 'Origin', 'access-control-expose-headers': 'X-Total-Count' },
    })
    const stranger = await send(appBehind(guard), preflight(EVIL))
    expect([stranger.status, stranger.headers['access-control-allow-origin']]).toEqual([403, undefined])
  },

  'docs/roads.md#guests': async (block) => {
    const { app } = await fragment(block)
    const articles = '/widget/api/articles'
    await expectAnswer(app, { path: articles, headers: { Origin: SITE } }, 200, { name: 'guest' })
    await expectAnswer(app, { path: articles, headers: headers() }, 200, { name: 'user@example.com' })
    const expired = headers({ iat: 1, exp: 300 })
    await expectAnswer(app, { path: articles, headers: expired }, 401, 'token_expired')
    await expectAnswer(app, { path: articles, headers: { Origin: EVIL } }, 403)
  },

  'docs/roads.md#the-site-alone': async (block) => {
    const { app } = await fragment(block)
    const articles = '/widget/public/articles'
    const site = { origin: SITE, domain: 'help.example.com' }
    await expectAnswer(app, { path: articles, headers: { Origin: SITE } }, 200, site)
    await expectAnswer(app, { path: articles, headers: { Origin: EVIL } }, 403, 'origin_not_whitelisted')
    expect(await send(app, { path: articles, ...preflight(SITE) })).toMatchObject({ status: 204 })
  },

  'docs/roads.md#frames': async (block) => {
    const { app } = await fragment(block)
    const routes = app as Express
    routes.get(['/widget/frame', '/widget/api/me'], (_req, res) => {
      res.send('page')
    })
    const { headers: framed } = await send(app, { path: '/widget/frame' })
    expect(framed['content-security-policy']).toBe('frame-ancestors https://help.example.com')
    const own = headers({}, { Origin: 'https://desk.example.net' })
    await expectAnswer(app, { path: '/widget/api/me', headers: own }, 200)
  },

  'docs/roads.md#apps': async (block) => {
    const { guard } = await fragment(block)
    const app = { client: 'app' }
    const from = (Origin: string | undefined, claims: object) => ({
      headers: headers({ ...claims }, { Origin }),
    })
    await expectAnswer(appBehind(guard), from(undefined, app), 200)
    await expectAnswer(appBehind(guard), from('capacitor://localhost', app), 200)
    await expectAnswer(appBehind(guard), from(undefined, {}), 403, 'origin_missing')
    await expectAnswer(appBehind(guard), from('capacitor://localhost', {}), 403, 'origin_not_whitelisted')
    const page = { headers: headers(app, { Origin: undefined, 'Sec-Fetch-Site': 'cross-site' }) }
    await expectAnswer(appBehind(guard), page, 403, 'origin_missing')
  },

  'docs/roads.md#anything-else': async (block) => {
    const { Authorization, ...rest } = headers()
    const token = Authorization.slice('Bearer '.length)
    const { caller } = await fragment(block, { headers: { origin: rest.Origin }, token })
    expect(caller).toMatchObject({ domain: 'help.example.com', payload: { email: 'user@example.com' } })
  },

  'docs/roads.md#without-express': async (block) => {
    const { server } = await fragment(block)
    const [listener] = (server as { listeners(name: string): never[] }).listeners('request')
    const running = await serve(listener as never)
    expect(JSON.parse((await running.send({ headers: headers() })).body)).toEqual({
      user: 'user@example.com',
    })
    expect(await running.send(preflight(SITE))).toMatchObject({ status: 204 })
    expect(await running.send({ headers: { Origin: EVIL } })).toMatchObject({ status: 403 })
  },
}
