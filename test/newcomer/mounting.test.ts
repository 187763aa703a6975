import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import cors from 'cors'
import express, { type Express } from 'express'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { SECRET } from '../support/create-jwt.js'
import { fromSite, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { newcomer } from '../support/newcomer.js'
import { serve, testServer } from '../support/server.js'

afterEach(() => {
  vi.useRealTimers()
})

const PREFLIGHT = {
  method: 'OPTIONS',
  headers: {
    Origin: SITE,
    'Access-Control-Request-Method': 'GET',
    'Access-Control-Request-Headers': 'authorization',
  },
}

/** A backend in development, what it warns of, and what Express prints of errors, after the answer. */
async function backend() {
  const { asapGuard, seen } = await newcomer()
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => spy.mockRestore())
  const printed = async () => {
    await vi.waitFor(() => expect(spy).toHaveBeenCalled())
    return spy.mock.calls.join()
  }
  const guardOf = (...domains: string[]) => asapGuard({ domains, secret: SECRET })
  const app: Express = express()
  return { app, asapGuard, guardOf, guard: guardOf('help.example.com'), printed, seen }
}

describe('the guard behind the routes', () => {
  test('guard.auth(req) says that the guard did not run, and how to mount it', async () => {
    const { app, guard, printed } = await backend()
    app.get('/tickets', (req, res) => void res.json(guard.auth(req)))
    app.use(guard)
    const { send } = await serve(app)
    expect(await send({ path: '/tickets', headers: fromSite() })).toMatchObject({ status: 500 })
    expect(await printed()).toContain(
      'this guard did not run. Mount it before the route: app.use(path, guard)',
    )
  })
})

describe('app.get(path, guard)', () => {
  test('the preflight never comes; a call by hand shows it', async () => {
    const { app, guard, seen } = await backend()
    app.get('/', guard, (_req, res) => void res.json({}))
    const { send } = await serve(app)
    expect((await send(PREFLIGHT)).headers).not.toHaveProperty('access-control-allow-origin')
    expect(await seen()).toEqual([])
    await send({ headers: fromSite() })
    const [warning] = await seen()
    expect(warning).toMatch(/^\[mounted_on_route\] .*preflights never come.*app\.use\(path, guard\)/)
  })
})

describe('behind express.json', () => {
  test('a bad body never comes to the guard; the next good one shows it', async () => {
    const { app, guard, printed, seen } = await backend()
    app.use(express.json(), guard, (_req, res) => void res.json({}))
    const { send } = await serve(app)
    const headers = fromSite({ 'Content-Type': 'application/json' })
    const bad = await send({ method: 'POST', headers, body: '{' })
    expect(bad.status).toBe(400)
    expect(bad.headers).not.toHaveProperty('access-control-allow-origin')
    expect(await printed()).toContain('SyntaxError')
    await send({ method: 'POST', headers, body: '{}' })
    const [warning] = await seen()
    expect(warning).toMatch(/^\[behind_body_parser\] .*without CORS headers.*Mount the guard first/)
  })
})

describe('cors() beside the guard', () => {
  test('before it: the preflight of every site is answered, and the next call shows it', async () => {
    const { app, guard, seen } = await backend()
    app.use(cors(), guard, (_req, res) => void res.json({}))
    const { send } = await serve(app)
    expect((await send(PREFLIGHT)).headers['access-control-allow-origin']).toBe('*')
    await send({ headers: fromSite() })
    expect(await seen()).toEqual([
      expect.stringMatching(/^\[cors_twice\] .*before it.*cors\(\).*Leave it out/),
    ])
  })

  test('before it, and the call is refused: that is said beside it', async () => {
    const { app, guard, seen } = await backend()
    app.use(cors(), guard)
    const { send } = await serve(app)
    await send({ headers: fromSite({ Origin: ROGUE_SITE }) })
    expect(await seen()).toEqual([
      expect.stringMatching(/^\[cors_twice\]/),
      expect.stringMatching(/^\[origin_not_whitelisted\]/),
    ])
  })

  test('behind it: what was changed is shown', async () => {
    const { app, guard, seen } = await backend()
    app.use(guard, cors(), (_req, res) => void res.json({}))
    const { send } = await serve(app)
    expect((await send({ headers: fromSite() })).headers['access-control-allow-origin']).toBe('*')
    expect(await seen()).toEqual([expect.stringMatching(/^\[cors_twice\] .*behind it.*Leave it out/)])
  })

  test('enableCors() of Nest', async () => {
    const { guard, seen } = await backend()
    class AppModule {}
    Module({})(AppModule)
    const app = await NestFactory.create(AppModule, { logger: false })
    app.enableCors()
    app.use('/widget/api', guard)
    await app.listen(0, '127.0.0.1')
    onTestFinished(() => app.close())
    await testServer(app.getHttpServer()).send({ path: '/widget/api', headers: fromSite() })
    expect(await seen()).toEqual([expect.stringMatching(/^\[cors_twice\] .*enableCors\(\) of Nest/)])
  })
})

describe("credentials: 'include'", () => {
  test('the browser does not call after the preflight: two seconds later the likely reason is said', async () => {
    const { app, guard, seen } = await backend()
    app.use(guard)
    const { send } = await serve(app)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    expect(await send(PREFLIGHT)).toMatchObject({ status: 204 })
    vi.advanceTimersByTime(1999)
    expect(await seen()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(await seen()).toEqual([
      expect.stringMatching(
        /^\[preflight_unused\] .*no call followed.*credentials: "include".*leave `credentials` out/,
      ),
    ])
  })

  test('nothing is said where the call follows', async () => {
    const { app, guard, seen } = await backend()
    app.use(guard, (_req, res) => void res.json({}))
    const { send } = await serve(app)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await send(PREFLIGHT)
    await send({ headers: fromSite() })
    vi.advanceTimersByTime(10_000)
    expect(await seen()).toEqual([])
  })

  test('a call without a preflight brings cookies', async () => {
    const { app, guard, seen } = await backend()
    app.use(guard.site, (_req, res) => void res.json({}))
    const { send } = await serve(app)
    await send({ headers: { Origin: SITE, Cookie: 'lang=de', 'Sec-Fetch-Site': 'cross-site' } })
    expect(await seen()).toEqual([
      expect.stringMatching(/^\[credentials_included\] .*Leave `credentials` out/),
    ])
  })
})

test('two guards: the warning says which one refused', async () => {
  const { app, guard, guardOf, seen } = await backend()
  app.use('/widget', guard).use('/admin', guardOf('admin.example.com'))
  const { send } = await serve(app)
  await send({ path: '/admin', headers: fromSite() })
  expect((await seen())[0]).toContain('The guard of admin.example.com answered 403')
})

test('app.use(asapGuard) is answered with the call that is missing', async () => {
  const { app, asapGuard, printed } = await backend()
  app.use(asapGuard as never)
  const { send } = await serve(app)
  expect(await send({ headers: fromSite() })).toMatchObject({ status: 500 })
  expect(await printed()).toMatch(/asapGuard\(\{.*\}\)/)
})
