import { asapGuard } from 'asap-guard'
import { expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import type { TestServer } from '../support/server.js'

export const guard = asapGuard({ domains: ['help.example.com'], secret: SECRET })

/** What a guarded backend must do on whichever server: its route answers `{ sub }` of the caller. */
export function isGuarded(server: Pick<TestServer, 'send'>, path = '/widget/api/tickets'): void {
  const call = (headers: Record<string, string>, method = 'GET') => server.send({ path, method, headers })
  const token = { Authorization: `Bearer ${createJwt()}` }

  test('a call of an approved site reaches the route, and the site can read the answer', async () => {
    const answer = await call({ Origin: SITE, ...token })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': SITE } })
    expect(answer.headers.vary).toContain('Origin')
    expect(JSON.parse(answer.body)).toEqual({ sub: 'user-1' })
  })

  test('a preflight is answered, and never reaches the route', async () => {
    const answer = await call({ Origin: SITE, 'Access-Control-Request-Method': 'GET' }, 'OPTIONS')
    expect(answer).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': SITE } })
  })

  test('a rogue site is refused', async () => {
    expect(await call({ Origin: ROGUE_SITE, ...token })).toMatchObject({
      status: 403,
      code: 'origin_not_whitelisted',
    })
    const preflight = { Origin: ROGUE_SITE, 'Access-Control-Request-Method': 'GET' }
    expect(await call(preflight, 'OPTIONS')).toMatchObject({ status: 403 })
  })

  test('a missing token is 401, readable by the approved site', async () => {
    const answer = await call({ Origin: SITE })
    expect(answer).toMatchObject({ status: 401, code: 'token_missing' })
    expect(answer.headers['access-control-allow-origin']).toBe(SITE)
  })
}
