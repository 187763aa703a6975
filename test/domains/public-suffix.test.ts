import { expect, test } from 'vitest'
import { hasSuffixesBelow, ownsSubdomain, suffixStanding } from '../../src/domains/public-suffix.js'

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
  ['https://example.com/', 'unknown'],
])('%s: %s', (host, standing) => {
  expect(suffixStanding(host)).toBe(standing)
})

test.each([
  ['example.com', 'a.example.com', true],
  ['example.com', 'a.b.example.com', true],
  ['amazonaws.com', 'docs.amazonaws.com', true],
  ['amazonaws.com', 's3.amazonaws.com', false],
  ['amazonaws.com', 'evil.s3.amazonaws.com', false],
  ['amazonaws.com', 'evil-.s3.amazonaws.com', false],
  ['co.uk', 'evil.co.uk', false],
  ['helpdesk.internal', 'a.helpdesk.internal', true],
])('whoever owns %s owns %s: %s', (host, subdomain, owns) => {
  expect(ownsSubdomain(host, subdomain)).toBe(owns)
})

test.each([
  ['amazonaws.com', true],
  ['s3.amazonaws.com', false],
  ['example.com', false],
  ['', false],
])('there are public suffixes below %j: %s', (host, has) => {
  expect(hasSuffixesBelow(host)).toBe(has)
})
