import { expect, test } from 'vitest'
import { suffixStanding } from '../../src/domains/public-suffix.js'

test.each([
  ['com', 'suffix'],
  ['co.uk', 'suffix'],
  ['github.io', 'suffix'],
  ['xn--p1ai', 'suffix'],
  ['foo.ck', 'suffix'],
  ['example.com', 'below'],
  ['a.b.example.com', 'below'],
  ['foo.github.io', 'below'],
  ['www.ck', 'below'],
  ['city.kawasaki.jp', 'below'],
  ['example.con', 'unknown'],
  ['intranet', 'unknown'],
  ['helpdesk.internal', 'unknown'],
  ['localhost', 'unknown'],
])('%s: %s', (host, standing) => {
  expect(suffixStanding(host)).toBe(standing)
})
