import { describe, expect, it } from 'vitest'
import { normalizedUri, requestUri } from '../../src/proof/http-uri.js'
import { growth, LINEAR } from '../support/growth.js'

const text = (uri: string) => {
  const normal = normalizedUri(uri)
  return normal && normal.origin + normal.path
}

describe('addresses that mean the same have one spelling', () => {
  it.each([
    ['letter case of scheme and host', 'HTTPS://API.Example.COM/a', 'https://api.example.com/a'],
    ['letter case of a percent-encoding', 'https://a.example/%c3%a9', 'https://a.example/%C3%A9'],
    ['an encoded letter', 'https://a.example/%61%7E%2d%5F%2E', 'https://a.example/a~-_.'],
    ['an encoded letter of the host', 'https://%61.example/', 'https://a.example/'],
    ['the default port of https', 'https://a.example:443/', 'https://a.example/'],
    ['the default port of http', 'http://localhost:80/', 'http://localhost/'],
    ['an empty port', 'https://a.example:/x', 'https://a.example/x'],
    ['an empty path', 'https://a.example', 'https://a.example/'],
    ['dots', 'https://a.example/./b/../b/%63/%7bfoo%7d', 'https://a.example/b/c/%7Bfoo%7D'],
    ['encoded dots', 'https://a.example/b/%2e%2E/c', 'https://a.example/c'],
    ['dots at the end', 'https://a.example/b/c/..', 'https://a.example/b/'],
    ['a dot at the end', 'https://a.example/b/.', 'https://a.example/b/'],
    ['dots above the root', 'https://a.example/../../b', 'https://a.example/b'],
    ['nothing but dots', 'https://a.example/..', 'https://a.example/'],
    ['an empty segment, removed by dots', 'https://a.example/b//../c', 'https://a.example/b/c'],
    ['a query', 'https://a.example/b?c=/../d#e', 'https://a.example/b'],
    ['a fragment', 'https://a.example/b#c?d', 'https://a.example/b'],
    ['a query right behind the host', 'https://a.example?b', 'https://a.example/'],
    ['IPv6', 'http://[::1]:4000/a', 'http://[::1]:4000/a'],
  ])('%s', (_name, uri, normal) => {
    expect(text(uri)).toBe(normal)
    expect(text(normal)).toBe(normal)
  })
})

describe('addresses that do not mean the same stay apart', () => {
  it.each([
    ['an encoded slash', 'https://a.example/b%2Fc', 'https://a.example/b/c'],
    ['an encoded percent sign', 'https://a.example/%2561', 'https://a.example/%61'],
    ['a backslash', 'https://a.example/b\\c', 'https://a.example/b/c'],
    ['letter case of the path', 'https://a.example/B', 'https://a.example/b'],
    ['a slash at the end', 'https://a.example/b/', 'https://a.example/b'],
    ['two slashes', 'https://a.example//b', 'https://a.example/b'],
    ['another port', 'https://a.example:8443/', 'https://a.example/'],
    ['the default port of the other scheme', 'https://a.example:80/', 'https://a.example/'],
    ['another scheme', 'http://a.example/', 'https://a.example/'],
    ['a dot behind the host', 'https://a.example./', 'https://a.example/'],
    ['a tab in the path', 'https://a.example/b\tc', 'https://a.example/bc'],
    ['dots in a name', 'https://a.example/b/..c', 'https://a.example/c'],
  ])('%s', (_name, one, other) => {
    expect(text(one)).not.toBe(text(other))
  })
})

it.each([
  '',
  '/tickets',
  '//a.example/tickets',
  'a.example/tickets',
  'https:/a.example/',
  'https:///tickets',
  'https://user@a.example/',
  'https://user:secret@a.example/',
  'https://a.example:port/',
  'https://[::1/',
  'urn:uuid:0',
  ' https://a.example/',
  '/https://a.example/',
])('%j is no address with a host', (uri) => {
  expect(normalizedUri(uri)).toBeUndefined()
})

describe('the address of a request', () => {
  it.each([
    ['its path is appended', '/tickets', 'https://api.example.com/desk/tickets'],
    ['without the query', '/tickets?page=2&next=/a#b', 'https://api.example.com/desk/tickets'],
    ['without a fragment', '/tickets#a?b', 'https://api.example.com/desk/tickets'],
    ['and never resolved', '//evil.example/x', 'https://api.example.com/desk//evil.example/x'],
    [
      'of an address the path alone counts',
      'http://evil.example/tickets?a',
      'https://api.example.com/desk/tickets',
    ],
    [
      'of an address with user name, too',
      'https://a@evil.example/tickets',
      'https://api.example.com/desk/tickets',
    ],
    [
      'which may hold an address',
      '/see/http://evil.example/x',
      'https://api.example.com/desk/see/http://evil.example/x',
    ],
    ['an address without a path has the root', 'http://evil.example?a', 'https://api.example.com/desk/'],
  ])('%s', (_name, target, uri) => {
    expect(requestUri('https://api.example.com/desk', target)).toBe(uri)
  })

  it.each(['', '*', '?a', '#a', '.evil.example/x', ':8443/x', '@evil.example/x', 'evil.example:443'])(
    '%j has no path',
    (target) => {
      expect(requestUri('https://api.example.com', target)).toBeUndefined()
    },
  )
})

describe('takes time in proportion to its length, of whatever it is', () => {
  it.each([
    ['slashes', '/'],
    ['dots', '/..'],
    ['encodings', '%61'],
    ['names', '/a'],
    ['question marks', '?'],
    ['colons', ':'],
  ])('%s', (_name, part) => {
    const run = (length: number) => {
      requestUri('https://a.example', `/${part.repeat(length)}`)
      normalizedUri(`https://a.example/${part.repeat(length)}`)
      normalizedUri(`https://${part.repeat(length)}`)
    }
    expect(growth(run)).toBeLessThan(LINEAR)
  })
})
