import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { listenToDecisions } from '../support/decisions.js'
import { fromSite, helpDesk, ROGUE_SITE, SITE } from '../support/help-desk.js'

describe('reportOnly', async () => {
  const trial = await helpDesk({ reportOnly: true })

  test.each([
    [{ Origin: ROGUE_SITE }, ROGUE_SITE],
    [{ Origin: 'http://help.example.com' }, 'http://help.example.com'],
    [{ Referer: `${ROGUE_SITE}/` }, ROGUE_SITE],
    [{}, undefined],
    [{ 'Sec-Fetch-Site': 'same-origin' }, undefined],
  ])('lets %j through with a valid token, as no approved site', async (headers, readableFor) => {
    const answer = await trial.send({ headers: { ...headers, Authorization: `Bearer ${createJwt()}` } })
    expect(answer).toMatchObject({ status: 200, headers: { vary: 'Origin' } })
    expect(answer.headers['access-control-allow-origin']).toBe(readableFor)
    expect(trial.guard.auth(trial.reached.at(-1) as never).domain).toBeUndefined()
  })
  test('still requires the token, and says so in words that the site can read', async () => {
    const answer = await trial.send({ headers: { Origin: ROGUE_SITE } })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
    expect(answer.headers['access-control-allow-origin']).toBe(ROGUE_SITE)
  })
  test.each([
    ['null', 'origin_opaque'],
    [`${SITE}/`, 'origin_malformed'],
    ['', 'origin_malformed'],
  ])('still refuses Origin: %s', async (Origin, code) => {
    expect(await trial.send({ headers: fromSite({ Origin }) })).toMatchObject({ status: 403, code })
  })
  test("an unlisted site's preflight is answered as a listed one's, and reaches no route", async () => {
    const ask = (Origin: string) =>
      trial.send({ method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'GET' } })
    const before = trial.reached.length
    for (const site of [ROGUE_SITE, 'http://help.example.com', SITE]) {
      expect(await ask(site)).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': site } })
    }
    expect(await ask('null')).toMatchObject({ status: 403, code: 'origin_opaque' })
    expect(trial.reached.length).toBe(before)
  })
  test('an app that does not say so in its token yet is reported, too', async () => {
    const fromApps = { claim: 'client', equals: 'app' }
    const apps = await helpDesk({ reportOnly: true, apps: fromApps })
    const decisions = listenToDecisions()
    for (const client of [undefined, 'app']) {
      const Authorization = `Bearer ${createJwt({ client })}`
      expect(await apps.send({ headers: { Authorization } })).toMatchObject({ status: 200 })
    }
    expect(decisions).toMatchObject([
      { outcome: 'reported', code: 'origin_missing' },
      { outcome: 'allowed', code: undefined },
    ])
  })
  test('an approved site is treated as ever', async () => {
    const answer = await trial.send({ headers: fromSite() })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': SITE } })
    expect(trial.guard.auth(trial.reached.at(-1) as never).domain).toBe('help.example.com')
  })
})
