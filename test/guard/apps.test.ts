import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite, helpDesk, ROGUE_SITE } from '../support/help-desk.js'

describe('apps', async () => {
  const app = await helpDesk({ apps: { claim: 'client', equals: 'app' } })
  const native = `Bearer ${createJwt({ client: 'app' })}`

  test('an app passes when its token says so', async () => {
    const answer = await app.send({ headers: { Authorization: native } })
    expect(answer).toMatchObject({ status: 200, headers: { vary: 'Origin' } })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(app.guard.auth(app.reached.at(-1) as never)).toMatchObject({
      origin: undefined,
      domain: undefined,
    })
  })

  const OTHER_TOKENS: readonly [name: string, claims: Record<string, unknown>][] = [
    ['no such claim', {}],
    ['another value', { client: 'web' }],
    ['a list with the value', { client: ['app'] }],
    ['the value in another letter case', { client: 'APP' }],
    ['null', { client: null }],
  ]
  test.each(OTHER_TOKENS)('a token with %s does not', async (_name, claims) => {
    const answer = await app.send({ headers: { Authorization: `Bearer ${createJwt(claims)}` } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
  })

  test('without a token there is a token to ask for', async () => {
    expect(await app.send()).toMatchObject({ status: 401, code: 'token_missing' })
  })

  test.each([
    'Sec-Fetch-Site',
    'Sec-Fetch-Mode',
    'Sec-Fetch-Dest',
    'sec-fetch-user',
    'SEC-FETCH-STORAGE-ACCESS',
  ])('%s shows a browser, which cannot hide where it is', async (name) => {
    const answer = await app.send({ headers: { Authorization: native, [name]: 'none' } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
  })

  test.each([
    { Origin: 'null' },
    { Origin: '' },
    { Origin: ROGUE_SITE },
    { Referer: '' },
    { Referer: `${ROGUE_SITE}/` },
  ])('%j is not without an origin', async (headers) => {
    const answer = await app.send({ headers: { ...headers, Authorization: native } })
    expect(answer.status).toBe(403)
  })

  test('a web site passes as ever, whatever the token says', async () => {
    expect(await app.send({ headers: fromSite({ Authorization: native }) })).toMatchObject({ status: 200 })
    expect(await app.send({ headers: fromSite() })).toMatchObject({ status: 200 })
  })

  test.each([
    [{ claim: 'constructor', equals: 'Object' }, {}],
    [{ claim: 'app', equals: true }, { app: 'true' }],
    [{ claim: 'app', equals: 1 }, { app: '1' }],
    [{ claim: '__proto__', equals: 'x' }, { app: 'x' }],
  ])('%j is not met by %j', async (apps, claims) => {
    const strict = await helpDesk({ apps })
    const answer = await strict.send({ headers: { Authorization: `Bearer ${createJwt(claims)}` } })
    expect(answer).toMatchObject({ status: 403, code: 'origin_missing' })
  })
})
