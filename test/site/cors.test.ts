import { describe, expect, test } from 'vitest'
import { isPreflight, preflightHeaders, refusalHeaders, responseHeaders } from '../../src/site/cors.js'
import { growth, LINEAR } from '../support/growth.js'

const settings = { methods: 'GET, POST', allowedHeaders: undefined, exposedHeaders: [], maxAge: 600 }

describe('a preflight is OPTIONS with both of its headers', () => {
  const both = { origin: 'null', 'access-control-request-method': 'GET' }
  test.each([
    ['OPTIONS', both, true],
    ['OPTIONS', { ...both, origin: '' }, true],
    ['OPTIONS', { ...both, 'access-control-request-method': '' }, true],
    ['OPTIONS', { origin: 'null' }, false],
    ['OPTIONS', { 'access-control-request-method': 'GET' }, false],
    ['OPTIONS', {}, false],
    ['GET', both, false],
    ['HEAD', both, false],
    ['options', both, false],
  ])('%s %j: %s', (method, headers, expected) => {
    expect(isPreflight({ headers, method })).toBe(expected)
  })
})

test('a preflight is answered with what was asked, or with the list', () => {
  const fixed = { 'Access-Control-Allow-Methods': 'GET, POST', 'Access-Control-Max-Age': '600' }
  expect(preflightHeaders(settings, 'x-a, x-b')).toEqual({
    ...fixed,
    'Access-Control-Allow-Headers': 'x-a, x-b',
  })
  expect(preflightHeaders(settings, undefined)).toEqual(fixed)
  expect(preflightHeaders(settings, 'x-a\r\nSet-Cookie: a')).toEqual(fixed)
  expect(preflightHeaders({ ...settings, allowedHeaders: 'X-C' }, 'x-a')).toEqual({
    ...fixed,
    'Access-Control-Allow-Headers': 'X-C',
  })
})

// RFC 9110 §5.6.1.2: a recipient passes over empty members, as some intermediaries leave them behind.
test.each([
  ['authorization,,content-type', 'authorization,content-type'],
  ['authorization, , content-type', 'authorization, content-type'],
  ['authorization, \t,,\t,content-type', 'authorization,content-type'],
  ['x-a,', 'x-a'],
  [',x-a', 'x-a'],
  [', x-a ,', 'x-a'],
  [',,x-a,, x-b,,', 'x-a, x-b'],
])('%j: empty members are passed over', (names, echoed) => {
  expect(preflightHeaders(settings, names)['Access-Control-Allow-Headers']).toBe(echoed)
})

const NO_LISTS = [
  '',
  ',',
  ', ,\t,',
  'x-a,,*',
  'x-a,\xa0,x-b',
  'x-a,\u3000',
  ',x-a x-b',
  'x-a x-b',
  ' x-a',
  'x-a ',
  '\tx-a',
  'x-a,x-b\t',
  'x-a,*(',
]
test.each(NO_LISTS)('%j is no list of header names, and not echoed', (names) => {
  expect(preflightHeaders(settings, names)).not.toHaveProperty('Access-Control-Allow-Headers')
})

test('an answer is readable for one origin, a refusal with its challenge as well', () => {
  const origin = 'https://help.example.com'
  expect(responseHeaders(settings, origin)).toEqual({ 'Access-Control-Allow-Origin': origin })
  expect(responseHeaders({ ...settings, exposedHeaders: ['X-A', 'X-B'] }, origin)).toEqual({
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'X-A, X-B',
  })
  expect(refusalHeaders({ ...settings, exposedHeaders: ['X-A'] }, origin)).toEqual({
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After, X-A',
  })
})

test('no length of a list makes the answer an exception', () => {
  const names = `${'x,'.repeat(2 ** 23)}x`
  expect(preflightHeaders(settings, names)['Access-Control-Allow-Headers']).toBe(names)
})

test.each(['a', 'a,', ' ', ', ', 'a ,\t', ',', '\t'])(
  'a long list of %j is read in time that grows with it alone',
  (part) => {
    const ratio = growth((length) => preflightHeaders(settings, `${part.repeat(length / part.length)}(`))
    expect(ratio).toBeLessThan(LINEAR)
  },
)
