import { AsapConfigError, checkOrigin, type Domain, type OriginHeaders, parseDomains } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { patternsOf } from '../../src/site/origin.js'
import { growth, LINEAR } from '../support/growth.js'
import { ORIGIN_CASES, REFERER_CASES, WHITELIST } from './origin-cases.js'

const MEBIBYTE = 2 ** 20
const domains = parseDomains(WHITELIST)

const originOf = ({ origin, referer }: OriginHeaders) => origin ?? new URL(referer as string).origin

function check(_name: string, headers: OriginHeaders, expected: string): void {
  const decision = checkOrigin(domains, headers)
  if (expected.startsWith('origin_')) expect(decision).toEqual({ allowed: false, code: expected })
  else expect(decision).toEqual({ allowed: true, origin: originOf(headers), domain: expected })
}

describe('Origin', () => test.each(ORIGIN_CASES)('%s', check))
describe('Referer', () => test.each(REFERER_CASES)('%s', check))

describe('Origin decides alone where it is present', () => {
  const approved = 'https://help.example.com/'
  test.each(ORIGIN_CASES.filter(([, { origin }]) => origin !== undefined))(
    '%s',
    (name, headers, expected) => {
      for (const referer of [approved, 'https://evil.example/', '', 'nonsense']) {
        check(name, { ...headers, referer }, expected)
      }
    },
  )
})

test('a frozen whitelist is taken apart once', () => {
  const list = parseDomains(['help.example.com'])
  expect(patternsOf(list as never)).toBe(patternsOf(list as never))
})

describe('the entry that is told', () => {
  test('is the first that matches', () => {
    const overlapping = parseDomains(['*.example.com', 'help.example.com', '*.help.example.com'])
    expect(checkOrigin(overlapping, { origin: 'https://help.example.com' })).toMatchObject({
      domain: '*.example.com',
    })
  })
  test('does not depend on an entry for another port that comes first', () => {
    const ports = parseDomains(['help.example.com:8443', 'help.example.com'])
    expect(checkOrigin(ports, { origin: 'https://help.example.com' })).toMatchObject({
      domain: 'help.example.com',
    })
  })
})

const LOOPBACK: readonly [entry: string, origin: string, allowed: boolean][] = [
  ['localhost', 'http://localhost', true],
  ['localhost', 'https://localhost', true],
  ['localhost', 'http://localhost:3000', false],
  ['localhost', 'http://localhost:443', false],
  ['localhost', 'https://localhost:80', false],
  ['localhost:3000', 'http://localhost:3000', true],
  ['localhost:3000', 'https://localhost:3000', true],
  ['localhost:3000', 'http://localhost', false],
  ['localhost:80', 'http://localhost', true],
  ['127.0.0.1', 'http://127.0.0.1', true],
  ['127.0.0.1:*', 'http://127.0.0.1:5173', true],
  ['127.0.0.1:*', 'http://127.0.0.2:5173', false],
  ['127.0.0.1:*', 'http://localhost:5173', false],
  ['acme.localhost:3000', 'http://acme.localhost:3000', true],
  ['acme.localhost', 'http://acme.localhost', true],
  ['acme.localhost', 'http://localhost', false],
  ['*.localhost:*', 'http://acme.localhost:5173', true],
  ['*.localhost', 'https://a.b.localhost', true],
  ['*.localhost', 'http://localhost', false],
  ['*.localhost:*', 'http://.localhost:5173', false],
  ['*.localhost:*', 'http://acme.localhost.:5173', false],
  ['*.localhost:*', 'http://acme.notlocalhost:5173', false],
  ['[::1]', 'http://[::1]', true],
  ['[::1]:*', 'http://[::1]:5173', true],
  ['[::1]:*', 'http://[::2]:5173', false],
  ['[::1]:*', 'http://[::ffff:127.0.0.1]', false],
]

test.each(LOOPBACK)('entry %s, call from %s: %s', (entry, origin, allowed) => {
  expect(checkOrigin(parseDomains([entry]), { origin }).allowed).toBe(allowed)
})

test('an internal host must use https', () => {
  const internal = parseDomains(['helpdesk.internal', 'intranet'], { allowInternalHosts: true })
  expect(checkOrigin(internal, { origin: 'https://intranet' })).toMatchObject({ allowed: true })
  expect(checkOrigin(internal, { origin: 'http://helpdesk.internal' })).toMatchObject({
    code: 'origin_insecure',
  })
})

describe('a list that parseDomains did not return is validated first', () => {
  test('and read in normal form', () => {
    const raw = ['HELP.Example.com:443'] as string[] as Domain[]
    const headers = { origin: 'https://help.example.com' }
    expect(checkOrigin(raw, headers)).toMatchObject({ allowed: true, domain: 'help.example.com' })
    raw[0] = 'other.example.com' as Domain
    expect(checkOrigin(raw, headers)).toEqual({ allowed: false, code: 'origin_not_whitelisted' })
  })
  test.each([
    [[]],
    [['*']],
    [['*.com']],
    [['co.uk']],
    [['https://help.example.com']],
    [null],
    ['help.example.com'],
  ])('%j is refused', (list) => {
    expect(() => checkOrigin(list as Domain[], { origin: 'https://help.example.com' })).toThrow(
      AsapConfigError,
    )
  })
})

test.each([
  [`https://${'a'.repeat(16 * MEBIBYTE)}/`, 'origin_not_whitelisted'],
  [`https://${'\u212a'.repeat(16 * MEBIBYTE)}/`, 'origin_malformed'],
])('%#: no length makes the answer an exception', (referer, code) => {
  expect(checkOrigin(domains, { referer })).toEqual({ allowed: false, code })
})

describe('16 KB of anything is refused, in time that grows with its length alone', () => {
  const PARTS = [
    'a',
    '.',
    'a.',
    '@',
    '/',
    ':',
    '%',
    '%00',
    '[',
    '\\',
    '\u00ad',
    'xn--',
    'https://',
    '\ud800',
    ' ',
    '-',
  ]
  test.each(PARTS)('%j', (part) => {
    const texts = (length: number) => {
      const long = part.repeat(length / part.length)
      return [
        long,
        `https://${long}`,
        `https://${long}.example.org`,
        `https://help.example.com${long}`,
        `https://${long}@`,
      ]
    }
    for (const text of texts(16_384)) {
      // A Referer with a long path is a page of the approved site; nothing else of these is.
      const isPage = text.startsWith('https://help.example.com/')
      expect(checkOrigin(domains, { origin: text }).allowed).toBe(false)
      expect(checkOrigin(domains, { referer: text }).allowed && !isPage).toBe(false)
    }
    const ratio = growth((length) => {
      for (const text of texts(length)) {
        checkOrigin(domains, { origin: text })
        checkOrigin(domains, { referer: text })
      }
    })
    expect(ratio).toBeLessThan(LINEAR)
  })
})
