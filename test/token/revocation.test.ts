import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { checkRevocation } from '../../src/token/revocation.js'
import { laterRefusal, refusal } from '../support/refusal.js'

test('false lets pass, at once', () => {
  expect(checkRevocation(() => false)).toBeUndefined()
})

test('true refuses, at once', () => {
  expect(refusal(() => checkRevocation(() => true))).toMatchObject({
    code: 'token_revoked',
    detail: '`isRevoked` answered true',
  })
})

test('a promise of false lets pass', async () => {
  await expect(checkRevocation(async () => false)).resolves.toBeUndefined()
})

test('a promise of true refuses', async () => {
  expect((await laterRefusal(() => checkRevocation(async () => true))).code).toBe('token_revoked')
})

test('what is no promise but has a then is waited for', async () => {
  // biome-ignore lint/suspicious/noThenProperty: clients of some stores answer with such objects.
  const store = { then: (resolve: (answer: boolean) => void) => resolve(true) }
  expect((await laterRefusal(() => checkRevocation(() => store))).code).toBe('token_revoked')
})

test.each([undefined, null, 0, 1, '', 'no', {}])(
  '%j is no answer: unavailable, never a pass',
  async (answer) => {
    for (const ask of [() => answer, async () => answer]) {
      const error = await laterRefusal(() => checkRevocation(ask))
      expect(error.code).toBe('revocation_unavailable')
      expect(error.detail).toMatch(/^`isRevoked` must answer true or false/)
    }
  },
)

test('a throw is unavailable, with its cause', () => {
  const cause = new Error('store down')
  const error = refusal(() =>
    checkRevocation(() => {
      throw cause
    }),
  )
  expect(error).toMatchObject({ code: 'revocation_unavailable', status: 503, cause })
})

test('a rejection is unavailable, with its cause', async () => {
  const cause = new Error('store down')
  const error = await laterRefusal(() => checkRevocation(() => Promise.reject(cause)))
  expect(error).toMatchObject({ code: 'revocation_unavailable', cause })
})

test('a refusal that isRevoked throws is its own failure, not the guard’s word', () => {
  const forged = Object.assign(new Error('x'), { code: 'token_expired', status: 200 })
  expect(
    refusal(() =>
      checkRevocation(() => {
        throw forged
      }),
    ).code,
  ).toBe('revocation_unavailable')
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('no answer within 5 seconds is unavailable, and a later one changes nothing', async () => {
  let answer: (revoked: boolean) => void = () => {}
  const refused = laterRefusal(() => checkRevocation(() => new Promise((resolve) => (answer = resolve))))
  await vi.advanceTimersByTimeAsync(4999)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect((await refused).code).toBe('revocation_unavailable')
  answer(false)
})

test('an answer leaves no timer behind', async () => {
  await checkRevocation(async () => false)
  expect(vi.getTimerCount()).toBe(0)
})
