import { describe, expect, test } from 'vitest'
import { misplacedToken, type TokenPlaces } from '../../src/token/misplaced-token.js'
import { createJwt } from '../support/create-jwt.js'
import { encoded } from '../support/jws.js'

const TOKEN = createJwt()
/** As short as a token can be, and shorter than many names. */
const SHORT = `${encoded({ alg: 'none' })}.e30.`

type Sent = TokenPlaces['headers'] & { readonly url?: string }

const sentence = ({ url, ...headers }: Sent, getToken?: TokenPlaces['getToken']) =>
  misplacedToken({ headers, url, getToken } satisfies TokenPlaces)

describe('a token in another place', () => {
  test.each<[name: string, sent: Sent, says: string]>([
    ['alone in Authorization', { authorization: TOKEN }, 'the token alone: write "Bearer " before it'],
    ['behind JWT', { authorization: `JWT ${TOKEN}` }, '"JWT" and must be "Bearer"'],
    ['behind token', { authorization: `token ${TOKEN}` }, '"Token" and must be "Bearer"'],
    ['behind a colon', { authorization: `Bearer: ${TOKEN}` }, 'one space'],
    ['right behind Bearer', { authorization: `Bearer${TOKEN}` }, 'one space'],
    ['with Bearer in quotes', { authorization: `"Bearer ${TOKEN}"` }, 'one space'],
    ['behind DPoP', { authorization: `DPoP ${TOKEN}` }, 'the option `dpop`'],
    ['a password in its place', { authorization: 'Basic dXNlcjpwYXNz' }, '"Basic", as for a user name'],
    ['a variable that is not set', { authorization: 'undefined' }, 'a variable that is not set'],
    ['in the query', { url: `/tickets?token=${TOKEN}` }, 'in the query "token"'],
    [
      'in the query, whatever it is',
      { url: '/tickets?a=1&access_token=opaque' },
      'in the query "access_token"',
    ],
    ['in the query under another name', { url: `/tickets?t=${TOKEN}` }, 'in the query "t"'],
    ['in one of two lines of a header', { 'x-a': ['word', SHORT] }, 'in the header "x-a"'],
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

  test('that of a WebSocket without any has the way to send one', () => {
    expect(sentence({ 'sec-websocket-key': 'x' })).toMatch(/^A page offers it as new WebSocket/)
  })

  test('where getToken is not asked, the scheme is looked at, and no other place', () => {
    expect(sentence({ url: `/?token=${TOKEN}` }, 'not asked')).toBe(
      '`getToken` is not asked for a call without an origin, since a page can hide its origin: an app sends ' +
        'its token in Authorization.',
    )
    expect(sentence({ authorization: TOKEN }, 'not asked')).toContain('write "Bearer " before it')
  })

  test('with getToken, other places are not looked at', () => {
    expect(sentence({ authorization: `Bearer ${TOKEN}` }, 'found none')).toMatch(
      /^`getToken` is set and found none/,
    )
  })
})

test.each(['JWT', 'Token', 'Digest', 'ApiKey', 'MAC', 'Negotiate', 'NTLM', 'OAuth'])(
  'the scheme %s is named, in whatever letters it was sent',
  (scheme) => {
    const says = `Its scheme is "${scheme}" and must be "Bearer".`
    expect(sentence({ authorization: `${scheme.toLowerCase()} opaque` })).toBe(says)
    expect(sentence({ authorization: `${scheme.toUpperCase()} opaque` })).toBe(says)
  },
)

test.each([
  'token',
  'jwt',
  'x_auth_token',
  'X-Access-Token',
  'id_token',
  'bearerToken',
  'api-token',
  'x-authorization',
])('a parameter called %s is one for tokens', (name) => {
  expect(sentence({ url: `/?${name}=opaque` })).toBe(
    `There is one in the query "${name}": send it in Authorization, or read it there with the option \`getToken\`.`,
  )
})

test.each(['tokens', 'mytoken', 'xyz-token', 'csrf_token', 'token2', 'idx'])(
  'a parameter called %s is not',
  (name) => {
    expect(sentence({ url: `/?${name}=opaque` })).toBeUndefined()
  },
)

describe('nothing is said of', () => {
  test.each<[name: string, sent: Sent]>([
    [
      'a request without any token',
      { url: '/tickets?page=2', cookie: 'lang=de', 'user-agent': 'Mozilla/5.0 (X11)' },
    ],
    ['an unknown scheme, which may be a secret', { authorization: 's3cret password' }],
    ['an unknown scheme before another', { authorization: 's3cret bearer' }],
    ['a scheme alone', { authorization: 'token' }],
    ['a text that begins like a variable that is not set', { authorization: 'nullable' }],
    ['a text that ends like one', { authorization: 'not-null' }],
    ['a path that looks like a parameter', { url: `/a=${TOKEN}` }],
    ['a cookie without a value', { cookie: 'token' }],
    ['a token against forgery', { 'x-csrf-token': 'abc', url: '/?csrf_token=abc' }],
    ['an empty parameter', { url: '/?token=' }],
    ['a token in a header with a meaning of its own', { referer: TOKEN, dpop: TOKEN, host: TOKEN }],
    ['a token among the subprotocols of no handshake', { origin: TOKEN, 'sec-websocket-protocol': TOKEN }],
  ])('%s', (_name, sent) => {
    expect(sentence(sent)).toBeUndefined()
  })
})

test.each<[name: string, sent: Sent, place: string]>([
  ['a token in the query', { url: `/?${TOKEN}=${TOKEN}` }, 'query'],
  ['a token in a cookie', { cookie: `${TOKEN}=${TOKEN}` }, 'cookie'],
  ['a short token', { url: `/?${SHORT}=${TOKEN}` }, 'query'],
  ['too long', { url: `/?${'a'.repeat(41)}=${TOKEN}` }, 'query'],
  ['no plain word', { url: `/?a%3Cb=${TOKEN}` }, 'query'],
])('a name that is %s is not shown', (_name, sent, place) => {
  const said = sentence(sent) ?? ''
  expect(said).toMatch(new RegExp(`^There is one in the ${place}(?:, and cookies are not read)?: send`))
  for (const part of TOKEN.split('.')) expect(said).not.toContain(part)
})

test('a name of forty letters is shown', () => {
  const name = 'a'.repeat(40)
  expect(sentence({ url: `/?${name}=${TOKEN}` })).toContain(`in the query "${name}": send`)
})

test('a token that stands in the query without a name is not shown', () => {
  expect(sentence({ url: `/?${TOKEN}` })).toBeUndefined()
})
