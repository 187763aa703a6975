import { expect, test } from 'vitest'
import { percentDecoded } from '../src/percent-decoded.js'

test.each([
  ['a%20b', 'a b'],
  ['%2e%2E', '..'],
  ['%C3%A9', '\u00c3\u00a9'],
  ['100%', '100%'],
  ['%4', '%4'],
  ['%zz', '%zz'],
])('%j is decoded octet by octet', (text, expected) => {
  expect(percentDecoded(text)).toBe(expected)
})
