import type { AsapGuardOptions } from 'asap-guard'
import type { Request } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { guardWith } from '../support/diagnosing.js'
import { fromSite, helpDesk, SITE } from '../support/help-desk.js'
import { laterRefusal } from '../support/refusal.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()

const notFound = () => {
  throw new Error('no cookie')
}

const FOUND: readonly [name: string, getToken: (req: Request) => unknown, expected: object][] = [
  ['a token', () => createJwt(), { status: 200 }],
  ['undefined', () => undefined, { status: 401, code: 'token_missing' }],
  ['an empty text', () => '', { status: 401, code: 'token_missing' }],
  ['a token with its scheme', () => `Bearer ${createJwt()}`, { status: 401, code: 'token_malformed' }],
  ['null, as extractors of passport give', () => null, { status: 401, code: 'token_missing' }],
  ['a number', () => 1, { status: 400, code: 'request_invalid' }],
  ['a list', () => [createJwt()], { status: 400, code: 'request_invalid' }],
  ['a String object', () => new String(createJwt()), { status: 400, code: 'request_invalid' }],
  ['a promise of a token', async () => createJwt(), { status: 400, code: 'request_invalid' }],
  ['a promise that rejects', async () => notFound(), { status: 400, code: 'request_invalid' }],
  ['a throw', notFound, { status: 400, code: 'request_invalid' }],
  [
    'a throw of undefined',
    () => {
      throw undefined
    },
    { status: 400, code: 'request_invalid' },
  ],
]

describe('getToken', () => {
  test.each(FOUND)('%s', async (_name, getToken, expected) => {
    const desk = await helpDesk({ getToken: getToken as AsapGuardOptions['getToken'] })
    const answer = await desk.send({ headers: { Origin: SITE } })
    expect(answer).toMatchObject(expected)
    expect(desk.reached.length).toBe(answer.status === 200 ? 1 : 0)
  })

  test.each<[name: string, getToken: () => unknown, detail: string]>([
    ['a throw', notFound, '`getToken` threw: see `cause`. See docs/errors.md#request_invalid'],
    [
      'a number',
      () => 1,
      '`getToken` must return a string or undefined, at once. See docs/errors.md#request_invalid',
    ],
  ])('%s is named to operators', async (_name, getToken, detail) => {
    const guard = guardWith({ getToken: getToken as () => string })
    expect(await laterRefusal(() => guard.check({ headers: { origin: SITE } }))).toMatchObject({
      code: 'request_invalid',
      detail,
    })
  })

  test('is asked for the token of a web view, which names its origin', async () => {
    const apps = { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] }
    const desk = await helpDesk({ apps, getToken: () => createJwt({ client: 'app' }) })
    expect(await desk.send({ headers: { Origin: 'capacitor://localhost' } })).toMatchObject({ status: 200 })
    expect(await desk.send()).toMatchObject({ status: 401, code: 'token_missing' })
  })

  test('replaces the header: a good one there does not help', async () => {
    const desk = await helpDesk({ getToken: (req) => req.headers['x-widget-token'] as string | undefined })
    expect(await desk.send({ headers: fromSite() })).toMatchObject({ status: 401, code: 'token_missing' })
    const headers = { Origin: SITE, 'X-Widget-Token': createJwt(), Authorization: 'Bearer a b' }
    expect(await desk.send({ headers })).toMatchObject({ status: 200 })
  })

  test('is not asked for a site that is not approved, nor for a preflight', async () => {
    const getToken = vi.fn(() => createJwt())
    const desk = await helpDesk({ getToken })
    await desk.send({ headers: { Origin: 'https://evil.example' } })
    await desk.send({ method: 'OPTIONS', headers: { Origin: SITE, 'Access-Control-Request-Method': 'GET' } })
    expect(getToken).not.toHaveBeenCalled()
  })
})

describe('without getToken, the token counts in Authorization alone:', async () => {
  const desk = await helpDesk()
  const token = createJwt()
  test.each<[place: string, request: { path?: string; method?: string; body?: string; headers?: object }]>([
    ['not in the query', { path: `/?access_token=${token}` }],
    ['not in the path', { path: `/${token}` }],
    ['not in a cookie', { headers: { Cookie: `access_token=${token}` } }],
    ['not in another header', { headers: { 'X-Access-Token': token } }],
    [
      'not in a form',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `access_token=${token}`,
      },
    ],
  ])('%s', async (_place, { headers, ...request }) => {
    const answer = await desk.send({ ...request, headers: { Origin: SITE, ...headers } })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
    expect(desk.reached).toEqual([])
  })
})
