import { asapGuard } from 'asap-guard'
import express, { type NextFunction, type Request, type Response } from 'express'
import { describe, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { fromSite, helpDesk, SITE } from '../support/help-desk.js'
import { serve } from '../support/server.js'

const desk = await helpDesk()

test('the route learns who is calling, and from where', async () => {
  const token = createJwt({ name: 'Anna', header: { cty: 'x' } })
  await desk.send({ headers: fromSite({ Authorization: `Bearer ${token}` }) })
  const req = desk.reached.at(-1) as Request & { auth?: unknown }
  const auth = desk.guard.auth(req)
  expect(auth).toEqual({
    guest: false,
    token,
    header: { alg: 'HS256', typ: 'JWT', cty: 'x' },
    payload: {
      sub: 'user-1',
      email: 'user@example.com',
      name: 'Anna',
      iat: expect.any(Number),
      exp: expect.any(Number),
    },
    origin: SITE,
    domain: 'help.example.com',
    expiresAt: (auth.payload.exp as number) * 1000,
  })
  expect(req.auth).toBe(auth)
  expect(desk.guard.auth(req)).toBe(auth)
})

test('a road without tokens behind the guard leaves who is calling', async () => {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
  const app = express()
  app.use(guard, guard.site, (req: Request & { auth?: unknown }, res: Response) => {
    res.json(req.auth === guard.auth(req))
  })
  expect((await (await serve(app)).send({ headers: fromSite() })).body).toBe('true')
})

test.each([
  ['https://a.b.example.org', '*.example.org'],
  ['http://localhost:3000', 'localhost:*'],
])('%s matched %s', async (Origin, domain) => {
  expect(await desk.send({ headers: fromSite({ Origin }) })).toMatchObject({ status: 200 })
  expect(desk.guard.auth(desk.reached.at(-1) as Request)).toMatchObject({ origin: Origin, domain })
})

describe('auth belongs to one request', () => {
  test('changing it changes no later request with the same token', async () => {
    const headers = fromSite({ Authorization: `Bearer ${createJwt({ roles: ['user'], org: { id: 1 } })}` })
    await desk.send({ headers })
    const first = desk.guard.auth(desk.reached.at(-1) as Request)
    const payload = first.payload as { roles: string[]; org: { id: number }; sub: string }
    payload.roles.push('admin')
    payload.org.id = 2
    payload.sub = 'somebody else'
    ;(first.header as { alg: string }).alg = 'none'
    first.domain = undefined

    expect(await desk.send({ headers })).toMatchObject({ status: 200, body: '{"sub":"user-1"}' })
    const second = desk.guard.auth(desk.reached.at(-1) as Request)
    expect(second.payload).toMatchObject({ roles: ['user'], org: { id: 1 }, sub: 'user-1' })
    expect(second).toMatchObject({ header: { alg: 'HS256' }, domain: 'help.example.com' })
  })

  test('two requests at once do not mix', async () => {
    const slow = await helpDesk({ isRevoked: () => new Promise((resolve) => setTimeout(resolve, 5, false)) })
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`)
    const answers = users.map((sub) =>
      slow.send({ headers: fromSite({ Authorization: `Bearer ${createJwt({ sub })}` }) }),
    )
    expect((await Promise.all(answers)).map(({ body }) => JSON.parse(body).sub)).toEqual(users)
  })
})

describe('guard.auth throws where the guard did not let the request through', () => {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })
  const other = asapGuard({ domains: ['help.example.com'], secret: SECRET })

  /** What `guard.auth` says to a route behind `mounted`. */
  async function said(mounted: readonly express.RequestHandler[], overrides: object = {}) {
    const app = express()
    for (const handler of mounted) app.use(handler)
    app.use((req, res) => {
      res.json(guard.auth(req).domain)
    })
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(500).send(`${error.name}: ${error.message}`)
    })
    return (await (await serve(app)).send({ headers: fromSite(), ...overrides })).body
  }

  const DID_NOT_RUN =
    'TypeError: guard.auth(req): this guard did not run. Mount it before the route: app.use(path, guard)'

  test('no guard at all', async () => expect(await said([])).toBe(DID_NOT_RUN))
  test('another guard', async () => expect(await said([other])).toBe(DID_NOT_RUN))
  test('embed alone', async () => expect(await said([guard.embed])).toBe(DID_NOT_RUN))
  test('req.auth set by somebody else', async () => {
    const forged: express.RequestHandler = (req, _res, next) => {
      Object.assign(req, { auth: { payload: { sub: 'admin' } } })
      next()
    }
    expect(await said([forged])).toBe(DID_NOT_RUN)
  })
  test('its own, among others', async () =>
    expect(await said([other, guard, other])).toBe('"help.example.com"'))
})

test('a request that cannot be marked is refused, and does not end the process', async () => {
  const app = express()
  app.use((req, _res, next) => {
    Object.defineProperty(req, 'auth', { get: () => ({ sub: 'admin' }) })
    next()
  })
  app.use(asapGuard({ domains: ['help.example.com'], secret: SECRET, isRevoked: async () => false }))
  app.use((_req: Request, res: Response) => {
    res.send('passed')
  })
  expect(await (await serve(app)).send({ headers: fromSite() })).toMatchObject({
    status: 400,
    code: 'request_invalid',
  })
})

test('the route runs exactly once, also when it throws', async () => {
  let runs = 0
  const app = await helpDesk({}, (behind) => {
    behind.get('/throw', () => {
      runs += 1
      throw new Error('the route failed')
    })
    behind.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(500).send('handled')
    })
  })
  expect(await app.send({ path: '/throw', headers: fromSite() })).toMatchObject({
    status: 500,
    body: 'handled',
  })
  expect(runs).toBe(1)
})
