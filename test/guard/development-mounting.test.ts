import cors from 'cors'
import express, { type Express, type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite, SITE } from '../support/help-desk.js'
import { newcomersDesk } from '../support/newcomer.js'

type Mount = (app: Express, guard: RequestHandler & { site: RequestHandler }) => void

const mounted = (mount: Mount, NODE_ENV?: string, options = {}) =>
  newcomersDesk(options, mount as (app: Express, guard: RequestHandler) => void, NODE_ENV)

const send: RequestHandler = (_req, res) => void res.json({})
const JSON_BODY = { method: 'POST', body: '{}', headers: fromSite({ 'Content-Type': 'application/json' }) }

describe('a mistake that a request shows', () => {
  test.each<[name: string, mount: Mount, code: string, says: string, request?: object]>([
    ['app.get', (app, guard) => app.get('/', guard, send), 'mounted_on_route', 'app.use(path, guard)'],
    [
      'app.get of a refused request',
      (app, guard) => app.get('/', guard, send),
      'mounted_on_route',
      'preflights',
      { headers: { Origin: SITE } },
    ],
    [
      'router.post',
      (app, guard) => app.use(express.Router().post('/', guard, send)),
      'mounted_on_route',
      'app.use',
      { method: 'POST' },
    ],
    ['guard.site on a route', (app, guard) => app.get('/', guard.site, send), 'mounted_on_route', 'app.use'],
    [
      'behind express.json',
      (app, guard) => app.use(express.json(), guard),
      'behind_body_parser',
      'Mount the guard first',
      JSON_BODY,
    ],
    ['cors() before', (app, guard) => app.use(cors(), guard), 'cors_twice', 'before it has set'],
    [
      'cors() with credentials before',
      (app, guard) => app.use(cors({ origin: true, credentials: true }), guard),
      'cors_twice',
      'before it has set',
    ],
    ['cors() behind', (app, guard) => app.use(guard, cors()), 'cors_twice', 'behind it has changed'],
    [
      'cors() with credentials behind',
      (app, guard) => app.use(guard, cors({ origin: true, credentials: true })),
      'cors_twice',
      'behind it has changed',
    ],
    [
      'cookies from another site',
      (app, guard) => app.use(guard),
      'credentials_included',
      'Leave `credentials` out',
      { headers: fromSite({ Cookie: 'a=b', 'Sec-Fetch-Site': 'cross-site' }) },
    ],
  ])('%s', async (_name, mount, code, says, request) => {
    const desk = await mounted(mount)
    for (let call = 0; call < 2; call++) await desk.send({ headers: fromSite(), ...request })
    const seen = (await desk.seen()).filter((warning) => !warning.startsWith('[token_missing]'))
    expect(seen).toEqual([
      expect.stringContaining(`[${code}] AsapGuardWarning: The guard of help.example.com `),
    ])
    expect(seen[0]).toContain(says)
    expect(seen[0]).toContain('docs/troubleshooting.md#common-misconceptions')
  })
})

describe('no mistake is', () => {
  test.each<[name: string, mount: Mount, request?: object, options?: object]>([
    ['app.use', (app, guard) => app.use('/', guard)],
    ['app.all, where preflights come, too', (app, guard) => app.all('/', guard, send)],
    [
      'a route before it that handed on',
      (app, guard) => app.all('/', (_req, _res, next) => next()).use(guard),
    ],
    ['guard.site before the guard', (app, guard) => app.use(guard.site, guard)],
    ['another guard before it', (app, guard) => app.use(guard, guard)],
    ['a body without a parser', (app, guard) => app.use(guard), JSON_BODY],
    ['a parser behind it', (app, guard) => app.use(guard, express.json()), JSON_BODY],
    [
      'cors() where the guard sets no CORS headers',
      (app, guard) => app.use(cors(), guard),
      {},
      { cors: false },
    ],
    [
      'cookies of the own origin, through a proxy for development',
      (app, guard) => app.use(guard),
      { headers: fromSite({ Cookie: 'a=b', 'Sec-Fetch-Site': 'same-origin' }) },
    ],
    [
      'cookies of the own host',
      (app, guard) => app.use(guard),
      { headers: fromSite({ Cookie: 'a=b', Host: 'help.example.com' }) },
    ],
  ])('%s', async (_name, mount, request, options) => {
    const desk = await mounted(mount, undefined, options)
    expect((await desk.send({ headers: fromSite(), ...request })).status).toBe(200)
    expect(await desk.seen()).toEqual([])
  })
})

test.each(['production', 'test'])('nothing is said where NODE_ENV is %s', async (NODE_ENV) => {
  const desk = await mounted((app, guard) => app.use(cors(), express.json()).get('/', guard, send), NODE_ENV)
  await desk.send({ headers: fromSite({ Cookie: 'a=b', Authorization: `Bearer ${createJwt()}` }) })
  expect(await desk.seen()).toEqual([])
})

test('the first thousand requests are looked at, no more', async () => {
  const desk = await mounted((app, guard) => {
    app.get('/later', guard, send).use(guard)
  })
  for (let call = 0; call < 1000; call += 20)
    await Promise.all(Array.from({ length: 20 }, () => desk.send({ headers: fromSite() })))
  await desk.send({ path: '/later', headers: fromSite() })
  expect(await desk.seen()).toEqual([])
})
