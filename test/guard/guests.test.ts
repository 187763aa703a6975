import { asapGuard } from 'asap-guard'
import express from 'express'
import { describe, expect, test, vi } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { serve } from '../support/server.js'

/** A backend whose routes take guests; it answers who called. */
async function deskWithGuests(options: object = {}) {
  const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET, guests: true, ...options })
  const app = express()
  app.use(guard)
  app.use((req, res) => void res.json(guard.auth(req)))
  return await serve(app)
}

const GUEST = { guest: true, origin: SITE, domain: 'help.example.com' }

describe('guests', async () => {
  const desk = await deskWithGuests()

  test.each([
    ['no Authorization header', undefined],
    ['an empty one', ''],
  ])('%s makes a guest', async (_name, Authorization) => {
    const answer = await desk.send({ headers: { Origin: SITE, Authorization } })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': SITE } })
    expect(JSON.parse(answer.body)).toEqual(GUEST)
  })

  test('a good token makes a user', async () => {
    const answer = await desk.send({ headers: { Origin: SITE, Authorization: `Bearer ${createJwt()}` } })
    expect(JSON.parse(answer.body)).toMatchObject({ guest: false, payload: { sub: 'user-1' } })
  })

  test.each([
    ['an expired token', `Bearer ${createJwt({ iat: 1, exp: 2 })}`, 'token_expired'],
    [
      'a forged token',
      `Bearer ${createJwt({ secret: 'the secret of somebody else, who is not us' })}`,
      'token_signature',
    ],
    ['Bearer without a token', 'Bearer', 'request_invalid'],
    ['Bearer and a space', 'Bearer ', 'request_invalid'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'token_missing'],
    ['nonsense', 'Bearer nonsense', 'token_malformed'],
  ])('%s is never a guest', async (_name, Authorization, code) => {
    expect(await desk.send({ headers: { Origin: SITE, Authorization } })).toMatchObject({ code })
  })

  test('a header that was sent twice is never a guest, even where both are empty', async () => {
    const answer = await desk.sendRaw('GET / HTTP/1.1', `Origin: ${SITE}`, 'Authorization:', 'Authorization:')
    expect(answer).toContain('"code":"request_invalid"')
  })

  test.each([
    ['another site', { Origin: ROGUE_SITE }, 'origin_not_whitelisted'],
    ['an opaque origin', { Origin: 'null' }, 'origin_opaque'],
    ['no origin', {}, 'origin_missing'],
  ])('%s has no guests', async (_name, headers, code) => {
    expect(await desk.send({ headers })).toMatchObject({ status: 403, code })
  })

  test('an app needs its token', async () => {
    const origins = ['capacitor://localhost']
    const withApps = await deskWithGuests({ apps: { claim: 'client', equals: 'app', origins } })
    for (const headers of [{}, { Origin: 'capacitor://localhost' }]) {
      expect(await withApps.send({ headers })).toMatchObject({ status: 401, code: 'token_missing' })
    }
  })

  test('without the option there are none', async () => {
    const strict = await deskWithGuests({ guests: false })
    expect(await strict.send({ headers: { Origin: SITE } })).toMatchObject({
      status: 401,
      code: 'token_missing',
    })
  })

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['an empty text', ''],
  ])('getToken that gives %s makes a guest', async (_name, token) => {
    const custom = await deskWithGuests({ getToken: () => token })
    expect(JSON.parse((await custom.send({ headers: { Origin: SITE } })).body)).toEqual(GUEST)
  })

  test('isRevoked is not asked, and reported sites have guests, too', async () => {
    const isRevoked = vi.fn(() => true)
    const trial = await deskWithGuests({ isRevoked, reportOnly: true })
    const answer = await trial.send({ headers: { Origin: ROGUE_SITE } })
    expect(JSON.parse(answer.body)).toEqual({ guest: true, origin: ROGUE_SITE })
    expect(isRevoked).not.toHaveBeenCalled()
  })

  test('the decision message tells guests from users', async () => {
    const decisions = listenToDecisions()
    await desk.send({ headers: { Origin: SITE } })
    await desk.send({ headers: { Origin: SITE, Authorization: `Bearer ${createJwt()}` } })
    expect(decisions).toMatchObject([
      { outcome: 'allowed', guest: true, kid: undefined },
      { outcome: 'allowed', guest: false, kid: 'secret' },
    ])
  })
})

describe('getToken that finds none, without guests', () => {
  test.each([
    ['undefined', undefined],
    ['null, as extractors of passport give', null],
    ['an empty text', ''],
  ])('%s is 401, so that the widget fetches a token', async (_name, token) => {
    const desk = await deskWithGuests({ guests: false, getToken: () => token })
    expect(await desk.send({ headers: { Origin: SITE } })).toMatchObject({
      status: 401,
      code: 'token_missing',
    })
  })
})
