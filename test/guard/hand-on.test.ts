import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { asapGuard } from 'asap-guard'
import express, { type NextFunction, type Request, type Response } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { serve } from '../support/server.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const later = { isRevoked: () => new Promise<boolean>((resolve) => setTimeout(resolve, 5, false)) }
const WAYS = [
  ['decided at once', {}],
  ['decided later', later],
] as const

describe.each(WAYS)('a request that is %s', (_name, options) => {
  test('keeps the AsyncLocalStorage of its own request', async () => {
    const store = new AsyncLocalStorage<string>()
    const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET, ...options })
    const app = express()
    app.use((req, _res, next) => store.run(String(req.headers['x-id']), next))
    app.use(guard)
    app.use((_req: Request, res: Response) => void res.send(store.getStore()))
    const server = await serve(app)
    const ids = Array.from({ length: 20 }, (_, index) => `request-${index}`)
    const answers = await Promise.all(ids.map((id) => server.send({ headers: fromSite({ 'X-Id': id }) })))
    expect(answers.map(({ body }) => body)).toEqual(ids)
  })

  test('hands what its route throws to the error handler of the app, once', async () => {
    const seen: string[] = []
    const desk = await helpDesk(options, (app) => {
      app.get('/throw', () => {
        throw new Error('the route failed')
      })
      app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
        seen.push(error.message)
        res.status(500).send('handled')
      })
    })
    expect(await desk.send({ path: '/throw', headers: fromSite() })).toMatchObject({ body: 'handled' })
    expect(seen).toEqual(['the route failed'])
  })

  test('brings its whole body to the route', async () => {
    const desk = await helpDesk(options, (app) => {
      app.post('/file', async (req, res) => void res.json({ length: (await text(req)).length }))
    })
    for (const length of [0, 1, 3_000_000]) {
      const answer = await desk.send({
        method: 'POST',
        path: '/file',
        headers: fromSite(),
        body: 'x'.repeat(length),
      })
      expect(JSON.parse(answer.body)).toEqual({ length })
    }
  })

  test('may be broken off by its caller at any time, and the next one is served', async () => {
    const desk = await helpDesk(options)
    const head = ['GET / HTTP/1.1', 'Host: x', `Origin: ${SITE}`, `Authorization: Bearer ${createJwt()}`]
    for (let call = 0; call < 20; call += 1) {
      const socket = connect(desk.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(`${head.join('\r\n')}\r\n\r\n`)
      setTimeout(() => socket.destroy(), call % 4)
      await once(socket, 'close')
    }
    expect(await desk.send({ headers: fromSite() })).toMatchObject({ status: 200 })
  })
})

test('requests that arrive together are read, checked and served in a row each', async () => {
  const order: string[] = []
  const guard = asapGuard({
    domains: ['help.example.com'],
    secret: SECRET,
    getToken: (req) => {
      order.push('checked')
      return req.headers['x-token'] as string
    },
  })
  const server = createServer((req, res) => {
    order.push('read')
    guard(req, res, () => {
      order.push('served')
      res.end()
    })
  })
  const { port } = await serve(server.listeners('request')[0] as never)
  const request = `GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${SITE}\r\nX-Token: ${createJwt()}\r\n\r\n`
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let answers = ''
  socket.on('data', (part) => {
    answers += part
  })
  socket.write(request.repeat(2))
  await vi.waitFor(() => expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2))
  socket.destroy()
  expect(order).toEqual(['read', 'read', 'checked', 'checked', 'served', 'served'])
})

test('a route is reached while a test fakes the timers', async () => {
  const desk = await helpDesk()
  vi.useFakeTimers({ toFake: ['setImmediate', 'setTimeout'] })
  const answer = await desk.send({ headers: fromSite() }).finally(() => vi.useRealTimers())
  expect(answer).toMatchObject({ status: 200 })
})

describe('on plain node:http', async () => {
  const guard = asapGuard({
    domains: ['help.example.com'],
    secret: SECRET,
    selfOrigin: 'https://desk.example',
  })
  const open = createServer((req, res) => {
    res.setHeader('Vary', 'Accept-Language')
    guard(req, res, () => res.end(guard.auth(req).domain))
  })
  const server = await serve(open.listeners('request')[0] as never)
  const preflight = { method: 'OPTIONS', headers: { Origin: SITE, 'Access-Control-Request-Method': 'PATCH' } }

  test('a call passes, and its Vary goes on with what was there', async () => {
    const answer = await server.send({ headers: fromSite() })
    expect(answer).toMatchObject({ status: 200, body: 'help.example.com' })
    expect(answer.headers.vary).toBe('Accept-Language, Origin')
  })
  test('a preflight is answered', async () => {
    const answer = await server.send(preflight)
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': SITE } })
    expect(answer.headers.vary).toBe('Accept-Language, Origin, Access-Control-Request-Headers')
  })
  test('a refusal is a problem document', async () => {
    const answer = await server.send({ headers: fromSite({ Origin: ROGUE_SITE }) })
    expect(answer).toMatchObject({ status: 403, code: 'origin_not_whitelisted' })
  })
})

describe('headers that an earlier middleware set for another body', () => {
  const STRANGE: readonly (readonly [string, string])[] = [
    ['Trailer', 'X-Checksum'],
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
    ['Content-Encoding', 'gzip'],
    ['Content-Length', '3'],
    ['Content-Type', 'text/html'],
    ['Content-Range', 'bytes 0-1/2'],
    ['ETag', '"1"'],
    ['Last-Modified', 'Thu, 26 Nov 2026 00:00:00 GMT'],
  ]
  test.each(STRANGE)('%s makes no refusal and no preflight hang up', async (name, value) => {
    const app = express()
    app.use((_req, res, next) => {
      res.setHeader(name, value)
      next()
    })
    app.use(asapGuard({ domains: ['help.example.com'], secret: SECRET }))
    const server = await serve(app)
    const refused = await server.send({ headers: fromSite({ Origin: ROGUE_SITE }) })
    expect(refused).toMatchObject({ status: 403, code: 'origin_not_whitelisted' })
    expect(refused.headers[name.toLowerCase()]).not.toBe(value)
    const headers = { Origin: SITE, 'Access-Control-Request-Method': 'GET' }
    const answer = await server.send({ method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers).not.toHaveProperty(name.toLowerCase())
  })
  test.each(STRANGE)('%s makes no refusal hang up that onDeny hands to Express', async (name, value) => {
    const app = express()
    app.set('env', 'test')
    app.use((_req, res, next) => {
      res.setHeader(name, value)
      next()
    })
    app.use(
      asapGuard({
        domains: ['help.example.com'],
        secret: SECRET,
        onDeny: (error, _req, _res, next) => next(error),
      }).site,
    )
    const server = await serve(app)
    expect(await server.send({ headers: fromSite({ Origin: ROGUE_SITE }) })).toMatchObject({ status: 403 })
  })
})
