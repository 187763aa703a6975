import { afterEach, describe, expect, test } from 'vitest'
import { callingOrigin } from '../../src/site/calling-origin.js'
import { isPreflight } from '../../src/site/cors.js'
import {
  headersOfSite,
  isFromBrowser,
  linesOf,
  lowerCaseHeaders,
  originHeaders,
} from '../../src/site/request-headers.js'
import { growth, LINEAR } from '../support/growth.js'
import { refusal } from '../support/refusal.js'

const once = ['Host', 'x', 'Referer', 'a', 'X-A', 'Referer']
const twice = ['Referer', 'a', 'X-A', 'b', 'REFERER', 'b']

describe('lines of a header', () => {
  test.each([
    ['absent', { headers: {} }, []],
    ['empty', { headers: { referer: '' } }, ['']],
    ['once', { headers: { referer: 'a' }, rawHeaders: once }, ['a']],
    ['twice, of which Node keeps the first', { headers: { referer: 'a' }, rawHeaders: twice }, ['a', 'b']],
    ['rewritten by an earlier middleware', { headers: { referer: 'b' }, rawHeaders: once }, ['b']],
    ['taken away by an earlier middleware', { headers: {}, rawHeaders: twice }, []],
    ['a stand-in for a request', { headers: { referer: 'a' } }, ['a']],
    ['a stand-in that keeps lines', { headers: { referer: ['a', 'b'] } }, ['a', 'b']],
  ])('%s', (_name, request, lines) => {
    expect(linesOf(request, 'referer')).toEqual(lines)
  })
})

test.each([
  ['a flat list, as rawHeaders are', ['Origin', 'https://evil.example']],
  [
    'an object that only has get()',
    new (class {
      get = () => 'https://evil.example'
    })(),
  ],
  ['a text', Object('Origin: https://evil.example')],
  ['a list of numbers', [1, 2]],
  ['a list of a line and a name', [['Origin', 'https://evil.example'], 'Referer']],
  ['a Map of other things', new Map([[1, 'x']])],
])('%s cannot be read, which does not mean that there are no headers', (_name, headers) => {
  expect(refusal(() => lowerCaseHeaders(headers))).toMatchObject({
    code: 'request_invalid',
    detail: expect.stringMatching(/^`headers` must be an object as node:http has it, or Headers/),
  })
})

test('a header may be called get', () => {
  expect(lowerCaseHeaders({ Get: 'a', get: 'b' })).toEqual({ get: ['a', 'b'] })
})

describe('headers by their names in lower case', () => {
  test.each<[name: string, headers: object, byName: object]>([
    ['one line', { Host: 'a' }, { host: 'a' }],
    ['a name in two spellings', { Referer: 'a', referer: 'b' }, { referer: ['a', 'b'] }],
    ['several lines', { Referer: ['a', 'b'] }, { referer: ['a', 'b'] }],
    ['a list of one line', { Referer: ['a'] }, { referer: 'a' }],
    ['no value', { Referer: undefined, Host: 'a' }, { host: 'a' }],
    ['a number', { 'Content-Length': 5 }, { 'content-length': '5' }],
    ['Headers of fetch', new Headers({ Host: 'a', Origin: 'b' }), { host: 'a', origin: 'b' }],
    [
      'pairs',
      [
        ['Host', 'a'],
        ['HOST', 'b'],
      ],
      { host: ['a', 'b'] },
    ],
  ])('%s', (_name, headers, byName) => {
    expect(lowerCaseHeaders(headers)).toEqual(byName)
  })
})

test('a header that is sent very often is read in linear time', () => {
  const pairs = (length: number) => Array.from({ length }, () => ['X-Forwarded-For', 'a'])
  expect(growth((length) => lowerCaseHeaders(pairs(length)), 2048)).toBeLessThan(LINEAR)
})

describe('two lines are joined, and thereby no origin', () => {
  test('Origin, which Node joins already', () => {
    const headers = { origin: 'https://a.example, https://a.example' }
    const rawHeaders = ['Origin', 'https://a.example', 'Origin', 'https://a.example']
    expect(originHeaders({ headers, rawHeaders }).origin).toBe('https://a.example, https://a.example')
  })
  test('Origin, of which another server keeps the first', () => {
    const headers = { origin: 'https://a.example' }
    const rawHeaders = ['Origin', 'https://a.example', 'Origin', 'https://b.example']
    expect(originHeaders({ headers, rawHeaders }).origin).toBe('https://a.example, https://b.example')
  })
  test('Referer, of which Node keeps the first', () => {
    const headers = { referer: 'https://a.example/' }
    const rawHeaders = ['Referer', 'https://a.example/', 'Referer', '']
    expect(originHeaders({ headers, rawHeaders }).referer).toBe('https://a.example/, ')
  })
  test('none of either', () => {
    expect(originHeaders({ headers: {} })).toEqual({ origin: undefined, referer: undefined })
  })
})

test.each([
  ['null', null, 'null'],
  ['a number', 5, '5'],
  ['a URL', new URL('https://a.example'), 'https://a.example/'],
  ['an empty list', [], ''],
])('an Origin that an earlier middleware made %s is no origin', (_name, origin, text) => {
  expect(originHeaders({ headers: { origin } as never })).toEqual({ origin: text })
})

test('without one Host, a call is not the own one of the help desk', () => {
  const selfOrigin = 'https://desk.example.com'
  const headers = { 'sec-fetch-site': 'same-origin' }
  const [host, twice] = ['desk.example.com', ['Host', 'desk.example.com', 'Host', 'desk.example.com']]
  expect(headersOfSite({ headers: { ...headers, host } }, selfOrigin)).toEqual({ origin: selfOrigin })
  expect(headersOfSite({ headers }, selfOrigin).origin).toBeUndefined()
  expect(
    headersOfSite({ headers: { ...headers, host }, rawHeaders: twice }, selfOrigin).origin,
  ).toBeUndefined()
})

test.each([
  ['origin', true],
  ['sec-fetch-site', true],
  ['sec-fetch-dest', true],
  ['sec-fetch-user', true],
  ['sec-fetch-storage-access', true],
  ['sec-ch-ua', false],
  ['x-sec-fetch-site', false],
])('%s shows a browser: %s', (name, expected) => {
  expect(isFromBrowser({ headers: { accept: '*/*', [name]: '' } })).toBe(expected)
})

describe('what is on Object.prototype was sent by nobody', () => {
  const polluted: string[] = []
  function pollute(name: string, value: string): void {
    Object.assign(Object.prototype, { [name]: value })
    polluted.push(name)
  }
  afterEach(() => {
    for (const name of polluted.splice(0)) Reflect.deleteProperty(Object.prototype, name)
  })

  test.each([
    ['origin', 'https://help.example.com'],
    ['referer', 'https://help.example.com/'],
  ])('%s names no site', (name, value) => {
    pollute(name, value)
    expect(callingOrigin(originHeaders({ headers: {} }))).toEqual({ code: 'origin_missing' })
  })
  test('authorization is no line', () => {
    pollute('authorization', 'Bearer a.b.c')
    expect(linesOf({ headers: {} }, 'authorization')).toEqual([])
  })
  test('sec-fetch-site does not make a call the own one of the help desk', () => {
    pollute('sec-fetch-site', 'same-origin')
    const request = { headers: { host: 'desk.example.com' } }
    expect(headersOfSite(request, 'https://desk.example.com').origin).toBeUndefined()
  })
  test('sec-fetch-dest shows no browser', () => {
    pollute('sec-fetch-dest', 'empty')
    expect(isFromBrowser({ headers: {} })).toBe(false)
  })
  test('access-control-request-method makes no preflight', () => {
    pollute('access-control-request-method', 'GET')
    expect(isPreflight({ method: 'OPTIONS', headers: { origin: 'https://help.example.com' } })).toBe(false)
  })
})
