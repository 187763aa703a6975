import { domainToUnicode } from 'node:url'
import { expect, test } from 'vitest'
import { decodePunycode } from '../../src/domains/punycode.js'
import { growth, LINEAR } from '../support/growth.js'

/** RFC 3492 §7.1, with letters in lower case. */
const RFC_SAMPLES: readonly [name: string, encoded: string, decoded: string][] = [
  [
    'Arabic',
    'egbpdaj6bu4bxfgehfvwxn',
    '\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064a\u061f',
  ],
  [
    'simplified Chinese',
    'ihqwcrb4cv8a8dqg056pqjye',
    '\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587',
  ],
  [
    'Hebrew',
    '4dbcagdahymbxekheh6e0a7fei0b',
    '\u05dc\u05de\u05d4\u05d4\u05dd\u05e4\u05e9\u05d5\u05d8\u05dc\u05d0\u05de\u05d3\u05d1\u05e8\u05d9\u05dd\u05e2\u05d1\u05e8\u05d9\u05ea',
  ],
  [
    'Russian',
    'b1abfaaepdrnnbgefbadotcwatmq2g4l',
    '\u043f\u043e\u0447\u0435\u043c\u0443\u0436\u0435\u043e\u043d\u0438\u043d\u0435\u0433\u043e\u0432\u043e\u0440\u044f\u0442\u043f\u043e\u0440\u0443\u0441\u0441\u043a\u0438',
  ],
  ['Japanese with digits', '3b-ww4c5e180e575a65lsy2b', '3\u5e74b\u7d44\u91d1\u516b\u5148\u751f'],
  ['ASCII', '-> $1.00 <--', '-> $1.00 <-'],
  ['German', 'bcher-kva', 'b\u00fccher'],
  ['beyond the basic plane', 'e28h', '\u{1f600}'],
  ['nothing', '', ''],
  ['the last code point', 'dn32g', '\u{10ffff}'],
  ['a distance up to which the bias stays small', 'hello-f46tmu', 'hello\ub23c\ub29c'],
  ['a distance from which it grows', 'hello-bp7tht', 'hello\ub2b0\ub310'],
]
test.each(RFC_SAMPLES)('%s', (_name, encoded, decoded) => {
  expect(decodePunycode(encoded)).toBe(decoded)
})

test.each([
  ['an unfinished number', 'bcher-kv'],
  ['a sign that is no digit', 'bcher-k!a'],
  ['an upper-case letter, which callers have lowered', 'bcher-KVA'],
  ['a code point past the last', 'en32g'],
  ['an unfinished number past the last code point', '99999999'],
  ['numbers that overflow', '9'.repeat(63)],
  ['a sign beyond ASCII', '\u00fc'],
  ['the sign behind z', 'ihqwcrb4cv8a8dqg{56pqjye'],
])('%s is no punycode', (_name, encoded) => {
  expect(decodePunycode(encoded)).toBeUndefined()
})

test("agrees with Node's own decoder on every letter that a label can consist of", () => {
  for (let codePoint = 0xa0; codePoint < 0x11000; codePoint += 7) {
    const { hostname } = URL.canParse(`https://a${String.fromCodePoint(codePoint)}b`)
      ? new URL(`https://a${String.fromCodePoint(codePoint)}b`)
      : { hostname: '' }
    if (hostname.startsWith('xn--')) expect(decodePunycode(hostname.slice(4))).toBe(domainToUnicode(hostname))
  }
})

test('what is far too long for a label is given up, or read in time that hardly grows faster than it', () => {
  expect(decodePunycode('9'.repeat(100_000))).toBeUndefined()
  expect(growth((length) => decodePunycode('a'.repeat(length)), 64)).toBeLessThan(LINEAR)
})
