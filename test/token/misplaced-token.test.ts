import { describe, expect, test } from 'vitest'
import { misplacedToken, type TokenPlaces } from '../../src/token/misplaced-token.js'
import { createJwt } from '../support/create-jwt.js'

const TOKEN = createJwt()

const sentence = ({ url, ...headers }: Record<string, string>, hasGetToken = false) =>
  misplacedToken({ headers, url, hasGetToken } satisfies TokenPlaces)

describe('a token in another place', () => {
  test.each<[name: string, sent: Record<string, string>, says: string]>([
    ['alone in Authorization', { authorization: TOKEN }, 'the token alone: write "Bearer " before it'],
    ['behind JWT', { authorization: `JWT ${TOKEN}` }, '"JWT" and must be "Bearer"'],
    ['behind token', { authorization: `token ${TOKEN}` }, '"Token" and must be "Bearer"'],
    ['behind a colon', { authorization: `Bearer: ${TOKEN}` }, 'one space'],
    ['right behind Bearer', { authorization: `Bearer${TOKEN}` }, 'one space'],
    ['with Bearer in quotes', { authorization: `"Bearer ${TOKEN}"` }, 'one space'],
    ['behind DPoP', { authorization: `DPoP ${TOKEN}` }, 'the option `dpop`'],
    ['a password in its place', { authorization: 'Basic dXNlcjpwYXNz' }, '"Basic"'],
    ['a variable that is not set', { authorization: 'undefined' }, 'a variable that is not set'],
    ['in the query', { url: `/tickets?token=${TOKEN}` }, 'in the query "token"'],
    [
      'in the query, whatever it is',
      { url: '/tickets?a=1&access_token=opaque' },
      'in the query "access_token"',
    ],
    ['in the query under another name', { url: `/tickets?t=${TOKEN}` }, 'in the query "t"'],
    ['in x-access-token', { 'x-access-token': TOKEN }, 'in the header "x-access-token"'],
    [
      'in a header that a proxy has renamed',
      { 'x-forwarded-authorization': `Bearer ${TOKEN}` },
      'in the header "x-forw',
    ],
    [
      'in a cookie',
      { cookie: `lang=de; session=${TOKEN}` },
      'in the cookie "session", and cookies are not read',
    ],
    [
      'of a WebSocket, in the query',
      { 'sec-websocket-key': 'x', url: `/?token=${TOKEN}` },
      'asap-guard.bearer.',
    ],
    [
      'of a WebSocket, as a bare subprotocol',
      { 'sec-websocket-key': 'x', 'sec-websocket-protocol': TOKEN },
      'There is one among the subprotocols. A page offers it as new WebSocket',
    ],
  ])('%s', (_name, sent, says) => {
    const said = sentence(sent) ?? ''
    expect(said).toContain(says)
    for (const part of TOKEN.split('.')) expect(said).not.toContain(part)
  })

  test('with getToken, other places are not looked at', () => {
    expect(sentence({ authorization: `Bearer ${TOKEN}` }, true)).toMatch(/^`getToken` is set and found none/)
  })
})

describe('nothing is said of', () => {
  test.each<[name: string, sent: Record<string, string>]>([
    [
      'a request without any token',
      { url: '/tickets?page=2', cookie: 'lang=de', 'user-agent': 'Mozilla/5.0 (X11)' },
    ],
    ['an unknown scheme, which may be a secret', { authorization: 's3cret password' }],
    ['a token against forgery', { 'x-csrf-token': 'abc', url: '/?csrf_token=abc' }],
    ['an empty parameter', { url: '/?token=' }],
  ])('%s', (_name, sent) => {
    expect(sentence(sent)).toBeUndefined()
  })
})

test.each([
  ['query', { url: `/?${TOKEN}` }],
  ['query', { url: `/?${TOKEN}=${TOKEN}` }],
  ['cookie', { cookie: `${TOKEN}=${TOKEN}` }],
])('a name in the %s that is itself a token is not shown', (place, sent) => {
  const said = sentence(sent as Record<string, string>)
  expect(said ?? `${place}`).toContain(place)
  for (const part of TOKEN.split('.')) expect(said ?? '').not.toContain(part)
})
