import { describe, expect, test } from 'vitest'
import { timeSteps } from '../../src/guard/diagnosis/time-steps.js'

const NOW = Date.UTC(2026, 0, 1)
const SECONDS = NOW / 1000
const [MINUTE, HOUR] = [60, 3600]

const stepsOf = (payload: Record<string, unknown>) =>
  timeSteps(payload, { maxLifetime: HOUR * 1000, clockTolerance: 0 }, NOW)

const saysOf = (payload: Record<string, unknown>, check: string) =>
  stepsOf(payload)
    .filter((step) => step.check === check)
    .map(({ says }) => says)
    .join()

test.each([
  ['exp', 'seconds since 1970: Math.floor(Date.now() / 1000)'],
  ['not_after', 'milliseconds since 1970: Date.now()'],
])('the unit of %s is said where it is no number', (claim, unit) => {
  expect(saysOf({ [claim]: {} }, 'times')).toContain(`Have the signer write ${claim} as a number of ${unit}.`)
})

describe('a time in another form is judged as it was meant:', () => {
  test.each([
    ['a text', { exp: String(SECONDS + MINUTE) }],
    ['seconds in place of milliseconds', { not_after: SECONDS + MINUTE }],
    ['milliseconds in place of seconds', { exp: SECONDS + MINUTE, nbf: NOW }],
  ])('%s', (_name, payload) => {
    expect(saysOf(payload, 'times')).not.toBe('')
    expect(saysOf(payload, 'expiry')).toContain('2026-01-01T00:01:00.000Z, in 1 min')
  })

  test.each(['', ' ', 'soon', true])('nothing can be meant by %j', (exp) => {
    expect(stepsOf({ exp }).map(({ check }) => check)).toEqual(['times'])
  })
})

describe('of a token that has ended', () => {
  test.each([
    ['with no start', { exp: SECONDS - MINUTE }, 'Have the widget fetch a new token'],
    ['as it was made', { exp: SECONDS - MINUTE, iat: SECONDS - MINUTE }, 'Have the widget fetch a new token'],
    ['before it was made', { exp: SECONDS - HOUR, iat: SECONDS }, 'That is before it was made (iat)'],
    ['before it was made, with the unit', { exp: SECONDS - HOUR, iat: SECONDS }, 'count from 1970 in UTC.'],
  ])('%s it is said what to do', (_name, payload, fix) => {
    expect(saysOf(payload, 'expiry')).toContain(fix)
  })
})

test('a time zone may be to blame for how long ago a token was made', () => {
  const payload = { exp: SECONDS - 110 * MINUTE, iat: SECONDS - 120 * MINUTE }
  expect(saysOf(payload, 'expiry')).toContain('as much as time zones are apart')
  expect(saysOf(payload, 'expiry')).toContain('count from 1970 in UTC.')
  expect(saysOf({ ...payload, iat: SECONDS - 130 * MINUTE }, 'expiry')).not.toContain('time zones')
})

test('an end past all dates is said to be one', () => {
  expect(saysOf({ exp: 1e20 }, 'expiry')).toContain('exp, the end of the token, is beyond any calendar')
})
