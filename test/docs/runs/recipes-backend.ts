import { once } from 'node:events'
import express, { type Express, type RequestHandler } from 'express'
import { expect, vi } from 'vitest'
import { SECRET } from '../../support/create-jwt.js'
import { serve } from '../../support/server.js'
import { type Block, pageAt } from '../markdown.js'
import { appBehind } from './keys.js'
import { EVIL, env, expectAnswer, fragment, headers, type Runs, SITE, send, whole } from './run.js'

const me = '/widget/api/me'
const page = (path: string, index = 0) => pageAt(path).blocks[index] as Block

export const backendRecipeRuns: Runs = {
  'docs/recipes/error-handler.md': async (block) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { app } = await whole(block)
    const said = { ok: false, error: 'token_missing' }
    const answer = await expectAnswer(app, { path: me, headers: { Origin: SITE } }, 401, said)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': SITE,
      'www-authenticate': 'Bearer realm="asap-guard"',
    })
    expect(warn).toHaveBeenCalledWith('token_missing', expect.any(String))
    warn.mockRestore()
  },
  'docs/recipes/error-handler.md:2': async (block) => {
    const { guard } = await fragment(block)
    const said = { ok: false, error: 'token_missing' }
    await expectAnswer(appBehind(guard), { headers: { Origin: SITE } }, 401, said)
  },

  'docs/recipes/other-middleware.md': async (block) => {
    const { app } = await whole(block)
    app.get('/widget/frame', (_req: unknown, res: express.Response) => res.send('page'))
    const answer = await expectAnswer(app, { path: me, headers: headers() }, 200)
    expect(answer.headers).toMatchObject({
      vary: 'Origin, Accept-Encoding',
      'access-control-allow-origin': SITE,
      'cross-origin-resource-policy': 'cross-origin',
    })
    const status = await expectAnswer(app, { path: '/status', headers: { Origin: EVIL } }, 200)
    expect(status.headers['access-control-allow-origin']).toBe('*')
    const { headers: framed } = await send(app, { path: '/widget/frame' })
    expect(String(framed['content-security-policy']).match(/frame-ancestors [^;,]*/g)).toEqual([
      'frame-ancestors https://help.example.com',
    ])
    expect(framed['x-frame-options']).toBeUndefined()
  },

  'docs/recipes/passport-user.md': async (block) => {
    const { app } = await whole(block)
    await expectAnswer(app, { path: me, headers: headers() }, 200, { email: 'user@example.com' })
  },

  'docs/recipes/rate-limiting.md': async (block) => {
    const { app } = await whole(block)
    const { send } = await serve(app)
    const call = (sub: string) => send({ path: me, headers: headers({ sub }) })
    for (let count = 0; count < 60; count += 1) expect(await call('sam')).toMatchObject({ status: 200 })
    expect(await call('sam')).toMatchObject({
      status: 429,
      headers: {
        'access-control-allow-origin': SITE,
        'access-control-expose-headers': 'Retry-After, RateLimit',
      },
    })
    expect(await call('kim')).toMatchObject({ status: 200 })
  },

  'docs/recipes/uploads.md': async (block) => {
    const { app } = await whole(block)
    const refused = { method: 'POST', path: '/widget/api/attachments', headers: { Origin: EVIL }, body: 'x' }
    await expectAnswer(app, refused, 403, 'origin_not_whitelisted')
  },
  'docs/recipes/uploads.md:2': async (block) => {
    const { app } = await whole(page('docs/recipes/uploads.md'))
    const { port } = await serve(app)
    let answer: Response | undefined
    const upload = async (address: string, init: { method: string; headers: object; body: FormData }) => {
      const { pathname } = new URL(address)
      answer = await fetch(`http://127.0.0.1:${port}${pathname}`, {
        ...init,
        headers: { ...init.headers, Origin: SITE },
      })
    }
    const token = headers().Authorization.slice('Bearer '.length)
    await fragment(block, { fetch: upload, token, file: new File(['0123456789'], 'screen.png') })
    expect(await answer?.json()).toEqual({ from: 'user@example.com', name: 'screen.png', size: 10 })
  },

  'docs/recipes/existing-api.md': async (block) => {
    const { app } = await whole(block)
    const user = { user: 'user@example.com' }
    await expectAnswer(app, { path: '/widget/api/tickets', headers: headers() }, 200, user)
    await expectAnswer(app, { path: '/api/tickets', headers: headers() }, 401)
    const signedIn: RequestHandler = (req, _res, next) => {
      Object.assign(req, { session: { user: { email: 'kim@example.com' } } })
      next()
    }
    const ownPage = express().use(signedIn, app)
    await expectAnswer(ownPage, { path: '/api/tickets' }, 200, { user: 'kim@example.com' })
  },
  'docs/recipes/existing-api.md:2': async (block) => {
    const { userFromToken, guard } = await whole(page('docs/recipes/existing-api.md'))
    const { app } = await fragment(block, { userFromToken, guard })
    const user = { user: 'user@example.com' }
    await expectAnswer(app, { path: '/widget/api/tickets', headers: headers() }, 200, user)
    await expectAnswer(app, { path: '/widget/api/tickets', headers: { Origin: EVIL } }, 403)
    // Whatever reaches the route by the rewritten address has passed the guard.
    await expectAnswer(app, { path: '/WIDGET/api/tickets', headers: headers() }, 404)
  },

  'docs/recipes/docker-and-lambda.md': async (block) => {
    const { server } = await whole(block, { env: { ...env, PORT: '0' } })
    try {
      await once(server, 'listening')
      const { port } = server.address()
      const call = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { Origin: EVIL } })
      expect((await call('/health')).status).toBe(204)
      expect((await call('/widget/api/me')).status).toBe(403)
    } finally {
      server.close()
    }
  },

  'docs/recipes/several-processes.md:3': async (block) => {
    const exists = vi.fn(async (key: string) => (key === 'revoked:one' ? 1 : 0))
    const { guard } = await fragment(block, { redis: { exists } })
    await expectAnswer(appBehind(guard), { headers: headers({ jti: 'two' }) }, 200)
    await expectAnswer(appBehind(guard), { headers: headers({ jti: 'one' }) }, 401, 'token_revoked')
  },

  'docs/recipes/testing.md': async (block) => {
    const { createApp } = await whole(block)
    const app: Express = createApp({ secret: SECRET })
    await expectAnswer(app, { path: me, headers: headers() }, 200, { email: 'user@example.com' })
  },
  'docs/recipes/testing.md:2': async (block) => {
    const modules = { './app.js': await whole(page('docs/recipes/testing.md')) }
    const cases: (() => Promise<void>)[] = []
    const add = (_name: string, run: () => Promise<void>) => cases.push(run)
    const each = (rows: string[]) => (_name: string, run: (row: string) => Promise<void>) =>
      cases.push(...rows.map((row) => () => run(row)))
    await whole(block, { modules, given: { expect, test: Object.assign(add, { each }) } })
    expect(cases.length).toBeGreaterThan(20)
    for (const run of cases) await run()
  },
  'docs/recipes/testing.md:3': async (block) => {
    await whole(block)
  },
}
