import { type AsapGuardError, AsapGuardError as GuardError } from 'asap-guard'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

type OnDeny = (error: AsapGuardError, req: Request, res: Response, next: NextFunction) => unknown

const rogue = { headers: fromSite({ Origin: ROGUE_SITE }) }
const tokenless = { headers: { Origin: SITE } }

const STANDARD = {
  status: 403,
  code: 'origin_not_whitelisted',
  headers: { 'content-type': 'application/problem+json', vary: 'Origin', 'cache-control': 'no-store' },
}

describe('an onDeny that answers', async () => {
  const denied: AsapGuardError[] = []
  const desk = await helpDesk({
    onDeny: (error, _req, res) => {
      denied.push(error)
      res.set('X-Code', error.code).json({ sorry: error.code })
    },
  })

  test('replaces the body and keeps status, challenge, Vary and CORS headers', async () => {
    const answer = await desk.send(tokenless)
    expect(answer).toMatchObject({ status: 401, body: '{"sorry":"token_missing"}' })
    expect(answer.headers).toMatchObject({
      'x-code': 'token_missing',
      'cache-control': 'no-store',
      vary: 'Origin',
      'www-authenticate': 'Bearer realm="asap-guard"',
      'access-control-allow-origin': SITE,
      'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
    })
  })
  test('gets an AsapGuardError with the detail that the caller never sees', async () => {
    const answer = await desk.send(rogue)
    expect(answer).toMatchObject({ status: 403, body: '{"sorry":"origin_not_whitelisted"}' })
    expect(denied.at(-1)).toBeInstanceOf(GuardError)
    expect(denied.at(-1)).toMatchObject({
      name: 'AsapGuardError',
      code: 'origin_not_whitelisted',
      status: 403,
      message: 'The calling site is not approved',
      detail: `Origin "${ROGUE_SITE}" matches none of the approved domains. If the site is yours, add its host to them. See docs/errors.md#origin_not_whitelisted`,
    })
  })
  test('is asked about preflights, too', async () => {
    const headers = { Origin: ROGUE_SITE, 'Access-Control-Request-Method': 'GET' }
    const answer = await desk.send({ method: 'OPTIONS', headers })
    expect(answer).toMatchObject({ status: 403, body: '{"sorry":"origin_not_whitelisted"}' })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })
  test('may set another status', async () => {
    const teapot = await helpDesk({ onDeny: (_error, _req, res) => res.sendStatus(418) })
    expect(await teapot.send(rogue)).toMatchObject({ status: 418 })
  })
  test('may take its time', async () => {
    const slow = await helpDesk({
      onDeny: async (error, _req, res) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        res.send(error.code)
      },
    })
    expect(await slow.send(rogue)).toMatchObject({ status: 403, body: 'origin_not_whitelisted' })
  })
})

describe('an onDeny that fails gets the standard answer sent', () => {
  const promised = (outcome: Promise<never>) => outcome
  const FAILING: readonly [name: string, onDeny: OnDeny][] = [
    [
      'by throwing',
      () => {
        throw new Error('onDeny failed')
      },
    ],
    [
      'by throwing undefined',
      () => {
        throw undefined
      },
    ],
    [
      'and leaving headers that no answer can have',
      (_error: unknown, _req: unknown, res: Response) => {
        res.statusMessage = 'a\nb'
        res.setHeader('Transfer-Encoding', 'chunked')
        throw new Error('onDeny failed')
      },
    ],
    ['by rejecting', () => promised(Promise.reject(new Error('onDeny failed')))],
    [
      'by rejecting later',
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        throw new Error('onDeny failed')
      },
    ],
    [
      'by a promise of another library',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: what such a promise is
        then: (_done: unknown, failed: (error: Error) => void) => failed(new Error('onDeny failed')),
      }),
    ],
    [
      'after it set another status and content type',
      (_error, _req, res) => {
        res.status(200).type('html')
        throw new Error('onDeny failed')
      },
    ],
  ]
  test.each(FAILING)('%s', async (_name, onDeny) => {
    const desk = await helpDesk({ onDeny })
    expect(await desk.send(rogue)).toMatchObject(STANDARD)
    expect(desk.reached).toEqual([])
  })

  test('but an answer that it has sent stands', async () => {
    const desk = await helpDesk({
      onDeny: (_error, _req, res) => {
        res.send('sent')
        throw new Error('onDeny failed')
      },
    })
    expect(await desk.send(rogue)).toMatchObject({ status: 403, body: 'sent' })
  })

  test('half an answer is broken off: the caller does not wait for the rest', async () => {
    const desk = await helpDesk({
      onDeny: (_error, _req, res) => {
        res.write('half')
        throw new Error('onDeny failed')
      },
    })
    await expect(desk.send(rogue)).rejects.toThrow(/aborted|socket hang up/)
  })
})

describe('an onDeny that calls next', () => {
  const STRAY: readonly [name: string, onDeny: OnDeny][] = [
    ['without an error', (_error, _req, _res, next) => next()],
    ["with 'route'", (_error, _req, _res, next) => next('route')],
    ["with 'router'", (_error, _req, _res, next) => next('router')],
    ['with null', (_error, _req, _res, next) => next(null)],
    ['with false', (_error, _req, _res, next) => next(false)],
    ['with a text', (_error, _req, _res, next) => next('refused')],
    ['later, without an error', (_error, _req, _res, next) => setTimeout(next, 5)],
    ['with the error', (error, _req, _res, next) => next(error)],
  ]
  test.each(STRAY)('%s lets no request through: Express gets the refusal', async (_name, onDeny) => {
    const handled: unknown[] = []
    const desk = await helpDesk({ onDeny }, (app) => {
      app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
        handled.push(error)
        res.json(error)
      })
    })
    const answer = await desk.send(rogue)
    expect(answer).toMatchObject({ status: 403, headers: { vary: 'Origin' } })
    // What an error handler sends that sends the error itself: the public part alone.
    expect(JSON.parse(answer.body)).toEqual({
      type: 'urn:asap-guard:origin_not_whitelisted',
      title: 'The calling site is not approved',
      status: 403,
      code: 'origin_not_whitelisted',
    })
    expect(handled).toEqual([expect.any(GuardError)])
    expect(desk.reached).toEqual([])
  })

  test('hands an error of its own on as it is', async () => {
    const own = Object.assign(new Error('own'), { status: 451 })
    const desk = await helpDesk({ onDeny: (_error, _req, _res, next) => next(own) }, (app) => {
      app.use((error: Error & { status: number }, _req: Request, res: Response, _next: NextFunction) => {
        res.status(error.status).send(error.message)
      })
    })
    expect(await desk.send(rogue)).toMatchObject({ status: 451, body: 'own' })
  })

  test("Express's own error handler answers with the status and the challenge, readable for the widget", async () => {
    const desk = await helpDesk({ onDeny: (error, _req, _res, next) => next(error) }, (app) =>
      app.set('env', 'test'),
    )
    const answer = await desk.send({ headers: { Origin: SITE, Authorization: 'Bearer' } })
    expect(answer.status).toBe(400)
    expect(answer.headers).toMatchObject({
      'www-authenticate': 'Bearer error="invalid_request"',
      'access-control-allow-origin': SITE,
      vary: 'Origin',
    })
    expect(answer.body).not.toContain('exactly one token')
    expect(desk.reached).toEqual([])
  })
})

test('what a route throws is no business of onDeny', async () => {
  const denied: unknown[] = []
  const desk = await helpDesk({ onDeny: (error) => denied.push(error) }, (app) => {
    app.get('/throw', () => {
      throw Object.assign(new Error('the route failed'), { status: 507 })
    })
    app.use((error: Error & { status: number }, _req: Request, res: Response, _next: NextFunction) => {
      res.status(error.status).send(error.message)
    })
  })
  const answer = await desk.send({ path: '/throw', headers: fromSite() })
  expect(answer).toMatchObject({ status: 507, body: 'the route failed' })
  expect(denied).toEqual([])
})
