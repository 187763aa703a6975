import { describe, expect, test } from 'vitest'
import { readOptions } from '../../src/options/read-options.js'
import { GOOD, testAccepted, testRefused } from './rows.js'

const inMethods = (...methods: unknown[]) => ({ cors: { methods } })
const inAllowed = (...allowedHeaders: unknown[]) => ({ cors: { allowedHeaders } })
const inExposed = (...exposedHeaders: unknown[]) => ({ cors: { exposedHeaders } })

const DPOP = { url: 'https://desk.example.net' }

const METHOD = ['cors', 'methods', 0]
const ALLOWED = ['cors', 'allowedHeaders', 0]
const EXPOSED = ['cors', 'exposedHeaders', 0]
const NO_PAGE_SETS = /browsers let no page set/
const NO_PAGE_READS = /browsers let no page read/

describe('cors', () => {
  testRefused({
    true: [{ cors: true }, ['cors'], /must be false or an object/],
    null: [{ cors: null }, ['cors'], /must be false or an object/],
    'an age as text': [{ cors: { maxAge: '600' } }, ['cors', 'maxAge'], /number of seconds/],
    'an age of a half': [{ cors: { maxAge: 0.5 } }, ['cors', 'maxAge'], /whole number/],
  })
  testAccepted({
    'turned off': { cors: false },
    'nothing in it': { cors: {} },
    'not set': { cors: undefined },
    'in full': { cors: { methods: ['GET'], allowedHeaders: ['X-A'], exposedHeaders: ['X-B'], maxAge: 0 } },
    'nothing set in it': {
      cors: { methods: undefined, allowedHeaders: undefined, exposedHeaders: undefined, maxAge: undefined },
    },
  })
})

describe('cors.methods', () => {
  testRefused({
    'every method': [inMethods('*'), METHOD, /"\*" is no plain name.*"\*" is not accepted/],
    'no method': [inMethods(), ['cors', 'methods'], /must name a method/],
    'as text': [{ cors: { methods: 'GET,POST' } }, ['cors', 'methods'], /must be a list of methods/],
    'a number': [inMethods(1), METHOD, /must be a text/],
    'in lower case': [inMethods('patch'), METHOD, /"patch" is not in capital letters.*RFC 9110/, 'PATCH'],
    'get in lower case': [inMethods('get'), METHOD, /capital letters/, 'GET'],
    'in both cases': [inMethods('Patch'), METHOD, /capital letters/, 'PATCH'],
    CONNECT: [inMethods('CONNECT'), METHOD, /"CONNECT" is a method that browsers let no page use/],
    TRACE: [inMethods('TRACE'), METHOD, /no page use/],
    'track in lower case': [inMethods('track'), METHOD, /no page use/],
  })
  testAccepted({ 'a method of WebDAV': inMethods('PROPFIND', 'M-SEARCH') })

  test('are joined as a header has them', () => {
    expect(readOptions({ ...GOOD, ...inMethods('GET', 'POST') }).cors?.methods).toBe('GET, POST')
  })
})

/** https://fetch.spec.whatwg.org/#forbidden-request-header, in letter cases as people write them. */
const FORBIDDEN = [
  ...['Accept-Charset', 'Accept-Encoding', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'],
  ...['Access-Control-Request-Private-Network', 'Connection', 'Content-Length', 'cookie', 'Cookie2', 'Date'],
  ...['DNT', 'Expect', 'Host', 'Keep-Alive', 'ORIGIN', 'Referer', 'Set-Cookie', 'TE', 'Trailer'],
  ...['Transfer-Encoding', 'Upgrade', 'Via'],
]

describe('cors.allowedHeaders', () => {
  testRefused({
    'every header': [inAllowed('*'), ALLOWED, /"\*" is no plain name/],
    'as text': [{ cors: { allowedHeaders: 'X-A' } }, ['cors', 'allowedHeaders'], /must be a list/],
    'a name and a value': [inAllowed('X-A: b'), ALLOWED, /"X-A: b" is no plain name/],
    ...Object.fromEntries(
      ['Sec-Foo', 'sec-fetch-site', 'Proxy-Authorization', ...FORBIDDEN].map((name) => [
        name,
        [inAllowed(name), ALLOWED, NO_PAGE_SETS] as const,
      ]),
    ),
  })
  testAccepted({
    'headers that look like forbidden ones': inAllowed('Second', 'Proxy', 'X-Host', 'X-Sec-A', 'User-Agent'),
  })

  const allowed = (options: object) => readOptions({ ...GOOD, ...options }).cors?.allowedHeaders
  test.each<[name: string, options: object, allowed: string | undefined]>([
    ['nothing where none are listed', {}, undefined],
    [
      'Authorization, without which every call fails',
      inAllowed('Content-Type'),
      'Content-Type, Authorization',
    ],
    ['Authorization where the list is empty', inAllowed(), 'Authorization'],
    ['nothing where it is listed, in whatever case', inAllowed('authorization'), 'authorization'],
    ['DPoP for proofs', { ...inAllowed('X-A'), dpop: DPOP }, 'X-A, Authorization, DPoP'],
    [
      'DPoP alone for proofs with `getToken`',
      { ...inAllowed(), dpop: DPOP, getToken: () => 'token' },
      'DPoP',
    ],
    ['nothing with `getToken`', { ...inAllowed('X-Token'), getToken: () => 'token' }, 'X-Token'],
  ])('adds %s', (_name, options, expected) => {
    expect(allowed(options)).toBe(expected)
  })
})

describe('cors.exposedHeaders', () => {
  test('have the date of answers for a widget that makes proofs, and nothing more', () => {
    const exposed = (options: object) => readOptions({ ...GOOD, ...options }).cors?.exposedHeaders
    expect(exposed({ ...inExposed('X-A'), dpop: DPOP })).toEqual(['X-A', 'Date'])
    expect(exposed(inExposed('X-A'))).toEqual(['X-A'])
  })

  testRefused({
    'a header of two lines': [inExposed('a\r\nb: c'), EXPOSED, /plain name/],
    'every header': [inExposed('*'), EXPOSED, /plain name/],
    'Set-Cookie': [inExposed('Set-Cookie'), EXPOSED, NO_PAGE_READS],
    'set-cookie2 in lower case': [inExposed('set-cookie2'), EXPOSED, NO_PAGE_READS],
  })
})
