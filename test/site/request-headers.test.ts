import { describe, expect, test } from 'vitest'
import { isFromBrowser, linesOf, originHeaders } from '../../src/site/request-headers.js'

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

describe('two lines are joined, and thereby no origin', () => {
  test('Origin, which Node joins already', () => {
    const headers = { origin: 'https://a.example, https://a.example' }
    const rawHeaders = ['Origin', 'https://a.example', 'Origin', 'https://a.example']
    expect(originHeaders({ headers, rawHeaders }).origin).toBe('https://a.example, https://a.example')
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
  ['sec-fetch-site', true],
  ['sec-fetch-storage-access', true],
  ['sec-ch-ua', false],
  ['x-sec-fetch-site', false],
])('%s shows a browser: %s', (name, expected) => {
  expect(isFromBrowser({ headers: { accept: '*/*', [name]: '' } })).toBe(expected)
})
