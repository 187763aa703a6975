import type { AsapGuardOptions } from 'asap-guard'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite, helpDesk, SITE } from '../support/help-desk.js'
import { expectNothingUnhandled } from '../support/unhandled.js'

expectNothingUnhandled()
afterEach(() => {
  vi.useRealTimers()
})

type IsRevoked = NonNullable<AsapGuardOptions['isRevoked']>
const later = <Value>(value: Value) => new Promise<Value>((resolve) => setTimeout(resolve, 3, value))
const fail = () => {
  throw new Error('the revocation list is down')
}

const UNAVAILABLE = { status: 503, code: 'revocation_unavailable' }
const REVOKED = { status: 401, code: 'token_revoked' }

const ANSWERS: readonly [name: string, isRevoked: () => unknown, expected: object][] = [
  ['false', () => false, { status: 200 }],
  ['a promise of false', () => later(false), { status: 200 }],
  ['true', () => true, REVOKED],
  ['a promise of true', () => later(true), REVOKED],
  [
    'true from another kind of promise',
    // biome-ignore lint/suspicious/noThenProperty: what the promise of another library is
    () => ({ then: (done: (value: boolean) => void) => done(true) }),
    REVOKED,
  ],
  ['a throw', fail, UNAVAILABLE],
  ['a rejection', async () => fail(), UNAVAILABLE],
  ['a later rejection', () => later(0).then(fail), UNAVAILABLE],
  ['a rejection without a reason', () => Promise.reject(), UNAVAILABLE],
  ['undefined: a forgotten return', () => undefined, UNAVAILABLE],
  ['a promise of undefined', async () => {}, UNAVAILABLE],
  ['null', () => null, UNAVAILABLE],
  ['0', () => 0, UNAVAILABLE],
  ['1', () => 1, UNAVAILABLE],
  ['an empty text', () => '', UNAVAILABLE],
  ["'false'", () => 'false', UNAVAILABLE],
  ['an empty list', () => [], UNAVAILABLE],
  ['a function', () => () => false, UNAVAILABLE],
  ['a promise of a row', () => later({ revoked: false }), UNAVAILABLE],
]

describe('isRevoked', () => {
  test.each(ANSWERS)('%s', async (_name, isRevoked, expected) => {
    const desk = await helpDesk({ isRevoked: isRevoked as IsRevoked })
    const answer = await desk.send({ headers: fromSite() })
    expect(answer).toMatchObject(expected)
    expect(desk.reached.length).toBe(answer.status === 200 ? 1 : 0)
  })

  test('an outage says when to come back, and the widget can read it', async () => {
    const desk = await helpDesk({ isRevoked: fail })
    const { headers, body } = await desk.send({ headers: fromSite() })
    expect(headers).toMatchObject({
      'retry-after': '5',
      'access-control-allow-origin': SITE,
      'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
      vary: 'Origin',
    })
    expect(headers).not.toHaveProperty('www-authenticate')
    expect(body).not.toContain('revocation list is down')
  })

  test('is asked last, once a request, with the same auth that the route gets', async () => {
    const isRevoked = vi.fn<IsRevoked>(() => false)
    const desk = await helpDesk({ isRevoked })
    const headers = fromSite()
    await desk.send({ headers: { ...headers, Origin: 'https://evil.example' } })
    await desk.send({ headers: { ...headers, Authorization: `Bearer ${createJwt({ exp: 1_700_000_000 })}` } })
    expect(isRevoked).not.toHaveBeenCalled()
    await desk.send({ headers })
    await desk.send({ headers })
    expect(isRevoked).toHaveBeenCalledTimes(2)
    const [auth, req] = isRevoked.mock.lastCall as Parameters<IsRevoked>
    expect(desk.guard.auth(req)).toBe(auth)
    expect(desk.reached.at(-1)).toBe(req)
  })

  test('a token is let in again as soon as it is no longer revoked, and out again', async () => {
    let revoked = false
    const desk = await helpDesk({ isRevoked: () => revoked })
    const headers = fromSite()
    const statuses: number[] = []
    for (revoked of [false, true, false, true]) statuses.push((await desk.send({ headers })).status)
    expect(statuses).toEqual([200, 401, 200, 401])
  })

  test('one that never answers is given up after 5 seconds; a late answer changes nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let answerLate: (value: boolean) => void = () => {}
    const desk = await helpDesk({
      isRevoked: () => new Promise<boolean>((resolve) => (answerLate = resolve)),
    })
    const answer = desk.send({ headers: fromSite() })
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
    let answered = false
    answer.then(() => {
      answered = true
    })
    vi.advanceTimersByTime(4_999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBe(false)
    vi.advanceTimersByTime(1)
    expect(await answer).toMatchObject(UNAVAILABLE)
    answerLate(false)
    await new Promise((resolve) => setImmediate(resolve))
    expect(desk.reached).toEqual([])
  })
})
