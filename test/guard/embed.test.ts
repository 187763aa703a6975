import { asapGuard } from 'asap-guard'
import express, { type Request, type Response } from 'express'
import helmet from 'helmet'
import { describe, expect, test, vi } from 'vitest'
import { SECRET } from '../support/create-jwt.js'
import { serve, type TestServer } from '../support/server.js'
import { type Handler, WAYS } from './embed-ways.js'

const guard = asapGuard({
  domains: ['help.example.com', '*.example.org', 'localhost:*', '[::1]'],
  secret: SECRET,
})
const FRAMING =
  'frame-ancestors https://help.example.com https://*.example.org https://localhost:* http://localhost:*'

/** A page behind `embed`; `before` runs ahead of it, as helmet would. */
async function page(handler: Handler, before: Handler = () => {}): Promise<TestServer> {
  const app = express()
  app.use((req, res, next) => {
    before(req, res)
    next()
  })
  app.use(guard.embed)
  app.use(handler)
  return serve(app)
}

/** Node's client joins lines of a header; the lines tell how many policies there were. */
const policies = async (server: TestServer, method = 'GET') => {
  const [head = ''] = (await server.sendRaw(`${method} / HTTP/1.1`)).split('\r\n\r\n')
  expect(head).not.toMatch(/x-frame-options/i)
  return [...head.matchAll(/^content-security-policy: ([^\r\n]*)/gim)].map(([, policy]) => policy)
}

describe('only approved sites may frame the page', () => {
  test.each(WAYS)('%s', async (_name, others, handler, before) => {
    const server = await page(handler, before)
    expect(await policies(server)).toEqual([...others, FRAMING])
    // A header given as a shared list must not grow from answer to answer.
    expect(await policies(server)).toEqual([...others, FRAMING])
  })

  test('HEAD', async () => {
    expect(await policies(await page((_req, res) => res.send('page')), 'HEAD')).toEqual([FRAMING])
  })

  test("Express's own error page", async () => {
    const server = await page(() => {
      throw new Error('the page failed')
    })
    expect(await policies(server)).toEqual(["default-src 'none'", FRAMING])
  })

  test('an answer that was begun before the configuration was found is ended', async () => {
    let isBegun = false
    const slow = asapGuard({
      tenant: () => 'acme',
      load: async () => {
        await vi.waitFor(() => expect(isBegun).toBe(true))
        return { domains: ['help.example.com'], secret: SECRET }
      },
    })
    const app = express()
    app.use((_req, res, next) => {
      next()
      res.status(503).write('too late')
      isBegun = true
    })
    app.use(slow.embed, (_req, res) => res.end('page'))
    const raw = await (await serve(app)).sendRaw('GET / HTTP/1.1')
    expect(raw).toMatch(/^HTTP\/1.1 503/)
    expect(raw).toContain('too late')
    expect(raw).not.toContain('page')
  })

  test('a response whose method throws is closed', async () => {
    const server = await page(
      (_req, res) => res.send('page'),
      (_req, res) => {
        res.removeHeader = () => {
          throw new Error('replaced')
        }
      },
    )
    expect(await server.sendRaw('GET / HTTP/1.1')).toBe('')
  })

  test('an error page after a writeHead that failed', async () => {
    const server = await page((_req, res) => res.writeHead(9999))
    const raw = await server.sendRaw('GET / HTTP/1.1')
    expect(raw).toMatch(/^HTTP\/1.1 500/)
    expect(raw).toContain(FRAMING)
  })

  test('a list that was given to setHeader is not changed', async () => {
    const shared = ["default-src 'self'"]
    const server = await page((_req, res) => res.setHeader('Content-Security-Policy', shared).end())
    expect(await policies(server)).toEqual(["default-src 'self'", FRAMING])
    expect(shared).toEqual(["default-src 'self'"])
  })

  test('mounted twice, the policies hold together', async () => {
    const app = express().use(guard.embed, guard.embed, (_req: Request, res: Response) => {
      res.send('page')
    })
    expect(await policies(await serve(app))).toEqual([FRAMING, FRAMING])
  })
})

describe('what was said about framing before embed gives way', () => {
  const earlier = (...values: string[]): Handler => {
    return (_req, res) => res.set('X-Frame-Options', 'DENY').setHeader('Content-Security-Policy', values)
  }
  test.each([
    ['a policy about framing alone', ["frame-ancestors 'self'"], []],
    ['in capitals', ["default-src 'self';FRAME-ANCESTORS 'none'"], ["default-src 'self'"]],
    ['between other directives', ["a 1; frame-ancestors 'none'; b 2"], ['a 1; b 2']],
    ['in the second of two policies in one line', ["a 1, frame-ancestors 'none', b 2"], ['a 1, b 2']],
    ['in a list', ["frame-ancestors 'none'", 'a 1'], ['a 1']],
    ['without a value', ['a 1; frame-ancestors'], ['a 1']],
    ['but no other directive', ['frame-src x; frame-ancestors-x y'], ['frame-src x; frame-ancestors-x y']],
  ])('%s', async (_name, values, rest) => {
    const server = await page((_req, res) => res.send('page'), earlier(...values))
    expect(await policies(server)).toEqual([...rest, FRAMING])
  })

  test("helmet's defaults, of which every other directive stays", async () => {
    const app = express().use(helmet(), guard.embed, (_req: Request, res: Response) => void res.send('page'))
    const [ofHelmet, own, ...others] = await policies(await serve(app))
    expect(ofHelmet).toMatch(/^default-src 'self';base-uri 'self';/)
    expect(ofHelmet).not.toContain('frame-ancestors')
    expect([own, ...others]).toEqual([FRAMING])
  })
})

test('the rest of the answer stays as it was', async () => {
  const server = await page((_req, res) => {
    res.cookie('a', '1').cookie('b', '2')
    res.writeHead(201, 'Made', [
      'Set-Cookie',
      'c=3',
      'Set-Cookie',
      'd=4',
      'X-Number',
      '7',
      'Content-Length',
      '4',
    ])
    res.end('page')
  })
  const answer = await server.send()
  expect(answer).toMatchObject({ status: 201, body: 'page' })
  expect(answer.headers).toMatchObject({
    'set-cookie': ['c=3', 'd=4'],
    'x-number': '7',
    'content-length': '4',
  })
  expect(await server.sendRaw('GET / HTTP/1.1')).toMatch(/^HTTP\/1.1 201 Made\r\n/)
})

test('embed asks for no token, no origin and answers nothing itself', async () => {
  const server = await page((_req, res) => res.send('page'))
  const answer = await server.send({ headers: { Origin: 'https://evil.example', Referer: 'nonsense' } })
  expect(answer).toMatchObject({ status: 200, body: 'page' })
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
})
