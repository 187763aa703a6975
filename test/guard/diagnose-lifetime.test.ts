import { describe, expect, test } from 'vitest'
import { lifetimeStep } from '../../src/guard/diagnosis/lifetime-step.js'

const NOW = Date.UTC(2026, 0, 1)
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]

/** What is said of a token that was made now. All times are in milliseconds. */
const stepOf = (life: number, maxLifetime = HOUR) =>
  lifetimeStep(
    {
      end: NOW + life,
      endClaim: 'exp',
      start: Number.NEGATIVE_INFINITY,
      startClaim: 'nbf',
      issuedAt: NOW,
      lifeFrom: NOW,
    },
    { maxLifetime, clockTolerance: 0 },
    NOW,
  )

test('a life of nothing is not judged', () => {
  expect(stepOf(0)).toBeUndefined()
  expect(stepOf(1)).toMatchObject({ passed: true })
})

describe('milliseconds that were added to seconds', () => {
  test.each([
    ['as long as a token may live', HOUR * 1000, true],
    ['a minute', MINUTE * 1000, true],
    ['longer than a token may live', 2 * HOUR * 1000, false],
    ['no whole minute', 61 * SECOND * 1000, false],
  ])('%s', (_name, life, isSaid) => {
    expect(stepOf(life)?.says.includes('added milliseconds to a time in seconds')).toBe(isSaid)
  })
})

describe('an end in local time', () => {
  test.each([
    ['half an hour and 30 s', 2.5 * HOUR + 30 * SECOND, HOUR, false],
    ['a little more', 2.5 * HOUR + 31 * SECOND, HOUR, true],
    ['as much more as a token may live', 2.5 * HOUR + 10 * MINUTE, 10 * MINUTE, true],
    ['more than that', 2.5 * HOUR + 10 * MINUTE + SECOND, 10 * MINUTE, false],
  ])('%s', (_name, life, maxLifetime, isSaid) => {
    expect(stepOf(life, maxLifetime)?.says.includes('in its local time')).toBe(isSaid)
  })
})
