import { expect, test } from 'vitest'
import { duration } from '../../src/token/duration.js'

test.each([
  [0, 'less than 1 s'],
  [499, 'less than 1 s'],
  [500, '1 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [250_000, '4 min 10 s'],
  [3_600_000, '1 h'],
  [7_384_000, '2 h 3 min'],
  [86_399_000, '23 h 59 min'],
  [86_401_000, '1 d 1 s'],
  [400 * 86_400_000, '400 d'],
])('%d ms are %s', (milliseconds, says) => {
  expect(duration(milliseconds)).toBe(says)
})
