import { expect, test } from 'vitest'
import { looksLikeToken } from '../src/looks-like-token.js'
import { createJwt } from './support/create-jwt.js'
import { growth, LINEAR } from './support/growth.js'

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const withHeader = (json: string) => `${base64url(json)}.e30.c2ln`

test.each([
  ['a token', createJwt()],
  ['a short one', withHeader('{"alg":"HS256"}')],
  ['without a signature', `${base64url('{"alg":"none"}')}.e30.`],
  ['with a header over several lines', withHeader('{\n  "alg": "HS256"\n}')],
  ['with a header over several lines of Windows', withHeader('{\r\n"alg": "HS256"}')],
  ['encrypted, in five parts', `${base64url('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.a.b.c.d`],
  ['whose header is damaged', createJwt().slice(3)],
  ['whose header was cut off within a letter', 'eyJhbGciOiJIU.e30.c2ln'],
  ['behind Bearer', `Bearer ${createJwt()}`],
  ['in quotes', `"${createJwt()}"`],
  ['in an address', `https://shop.example.com/?token=${createJwt()}&x`],
  ['as a host', `https://${withHeader('{"alg":"HS256"}')}/`],
])('%s', (_name, text) => {
  expect(looksLikeToken(text)).toBe(true)
})

test.each([
  '',
  'example.com',
  'example.co.uk', // "ex" stands for "{" in base64url.
  'eyes.example.com',
  'ey.example.com',
  '*.help.example.com:8443',
  'https://shop.example.com/a.b.c',
  'xn--bcher-kva.example.com',
  `${'a'.repeat(63)}.example.com`,
  '127.0.0.1:3000',
  'b\u00fccher.example.org',
  base64url('{"alg":"HS256"}'),
  `${base64url('a{"b')}.example.com`,
  '_eyJhbGciOiJI.e30.c2ln',
  '-eyJhbGciOiJI.e30.c2ln',
  'a..b',
  '....',
])('%j is none', (text) => {
  expect(looksLikeToken(text)).toBe(false)
})

test.each(['a', '.', 'a.', 'eyJ.', ' '])(
  'a long text of %j is read in time that grows with it alone',
  (part) => {
    expect(growth((length) => looksLikeToken(part.repeat(length / part.length)))).toBeLessThan(LINEAR)
  },
)

test('base64url with signs of its own is read as such', () => {
  // "ey" and the rest of the first bytes; "-" and "_" stand for what base64 has "+" and "/" for.
  expect(looksLikeToken(`${base64url('{"\u00fb\u00ff":1}')}.e30.c2ln`)).toBe(true)
  expect(looksLikeToken('e-J.e30.c2ln')).toBe(false)
})
