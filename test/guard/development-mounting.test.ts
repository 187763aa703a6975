import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { AsapGuardOptions } from 'asap-guard'
import cors from 'cors'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { fromSite, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { newcomer, newcomersDesk } from '../support/newcomer.js'
import { serve } from '../support/server.js'

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
    expect(seen[0]).toMatchSnapshot()
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
      'cookies of a download from another site, which has a Referer alone',
      (app, guard) => app.use(guard),
      { headers: fromSite({ Origin: undefined, Referer: `${SITE}/page`, Cookie: 'a=b' }) },
    ],
    [
      'cookies of an app, which calls from no site',
      (app, guard) => app.use(guard),
      {
        headers: {
          Authorization: `Bearer ${createJwt({ app: true })}`,
          Cookie: 'a=b',
        },
      },
      { apps: { claim: 'app', equals: true } },
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

test('nothing is said to a subscriber, who is told of each decision', async () => {
  const desk = await mounted((app, guard) => app.use(cors(), express.json()).get('/', guard, send))
  const listen = () => {}
  subscribe('asap-guard:decision', listen)
  onTestFinished(() => void unsubscribe('asap-guard:decision', listen))
  await desk.send({ headers: fromSite() })
  expect(await desk.seen()).toEqual([])
})

test('nothing is said where onDeny is told of refusals', async () => {
  const onDeny: AsapGuardOptions['onDeny'] = (_error, _req, res) => res.sendStatus(418)
  const desk = await mounted((app, guard) => app.use(cors()).get('/', guard, send), undefined, { onDeny })
  await desk.send({ headers: fromSite() })
  expect(await desk.seen()).toEqual([])
})

test('a request of a tenant that does not exist is looked at as far as that goes', async () => {
  const { asapGuard, seen } = await newcomer()
  const app = express()
  const guard = asapGuard({ tenant: () => 'nobody', load: async () => undefined })
  const { send: call } = await serve(app.get('/', guard, send))
  expect((await call({ headers: fromSite() })).code).toBe('tenant_unknown')
  expect(await seen()).toEqual([
    expect.stringContaining('[mounted_on_route]'),
    expect.stringContaining('[tenant_unknown]'),
  ])
})

test('cookies of a site that is refused are not spoken of: the refusal is', async () => {
  const desk = await mounted((app, guard) => app.use(guard))
  await desk.send({ headers: fromSite({ Origin: ROGUE_SITE, Cookie: 'a=b' }) })
  expect(await desk.seen()).toEqual([expect.stringContaining('[origin_not_whitelisted]')])
})

describe('a request of another server than Express', () => {
  test.each<[name: string, members: object]>([
    ['without a route', {}],
    ['with a route that is null', { route: null }],
    ['with a route that lists no methods', { route: {} }],
  ])('%s is on none', async (_name, members) => {
    const { answer, seen } = await called(members)
    expect(answer.statusCode).toBe(200)
    expect(await seen()).toEqual([])
  })

  test('is refused if its headers cannot be read', async () => {
    const { answer, seen } = await called({ rawHeaders: [undefined, undefined] })
    expect(answer.statusCode).toBe(400)
    expect(await seen()).toEqual([expect.stringContaining('[request_invalid]')])
  })

  test('may be answered through a response that tells nobody when it is done', async () => {
    const { answer, seen } = await called({}, { on: undefined })
    expect(answer.statusCode).toBe(200)
    expect(await seen()).toEqual([])
  })
})

/** One request of the widget, as Node would hand it to a guard, and the answer. */
async function called(reqMembers: object, resMembers: object = {}) {
  const { asapGuard, seen } = await newcomer()
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
  const answer = await ask(guard, reqMembers, resMembers)
  return { answer, seen }
}

/** Resolves when the request was let through, or answered. */
async function ask(guard: RequestHandler, reqMembers: object, resMembers: object = {}) {
  const headers = { origin: SITE, authorization: `Bearer ${createJwt()}` }
  const req = Object.assign(
    new IncomingMessage(new Socket()),
    { method: 'GET', url: '/', headers },
    reqMembers,
  )
  const res = Object.assign(new ServerResponse(req), resMembers)
  await new Promise<void>((done) => {
    Object.assign(res, { end: done })
    guard(req as Request, res as Response, () => done())
  })
  return res
}

describe('the first thousand requests of a guard', () => {
  const ON_ROUTE = { route: { methods: { get: true } } }

  const afterRequests = async (count: number) => {
    const { asapGuard, seen } = await newcomer()
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
    for (let request = 0; request < count; request++) await ask(guard, {})
    return { guard, seen }
  }

  test('are looked at', async () => {
    const { guard, seen } = await afterRequests(999)
    await ask(guard, ON_ROUTE)
    expect(await seen()).toEqual([expect.stringContaining('[mounted_on_route]')])
  })

  test('and no more', async () => {
    const { guard, seen } = await afterRequests(1000)
    await ask(guard, ON_ROUTE)
    expect(await seen()).toEqual([])
  })
})
