import { expect, test } from 'vitest'
import { clockHint } from '../../src/token/clock-hint.js'

const SECOND = 1000
const HOUR = 3600 * SECOND

test.each<[name: string, offset: number, isHinted: boolean]>([
  ['half an hour', HOUR / 2, true],
  ['two hours', 2 * HOUR, true],
  ['two hours and 90 seconds', 2 * HOUR + 90 * SECOND, true],
  ['two hours but 90 seconds', 2 * HOUR - 90 * SECOND, true],
  ['two hours and 91 seconds', 2 * HOUR + 91 * SECOND, false],
  ['a quarter of an hour', HOUR / 4, false],
  ['as far as time zones are apart', 26 * HOUR, true],
  ['half an hour farther', 26.5 * HOUR, false],
  ['nothing', 0, false],
  ['an hour to the other side', -HOUR, false],
])('a time that is off by %s', (_name, offset, isHinted) => {
  const hint = isHinted ? ': is a clock or time zone wrong?' : ''
  expect(clockHint(offset)).toBe(hint)
  expect(clockHint(HOUR / 4, offset)).toBe(hint)
})
