import { type AsapGuardOptions, asapGuard } from 'asap-guard'
import { describe, expect, test } from 'vitest'
import { createJwt, SECRET } from '../support/create-jwt.js'

const guarded = (options: Partial<AsapGuardOptions> = {}) =>
  asapGuard({
    domains: ['help.example.com', '*.example.org'],
    selfOrigin: 'https://desk.example.net',
    secret: SECRET,
    ...options,
  } as AsapGuardOptions)

const MALFORMED = 'is not what a browser on a web site sends, or was sent twice.'

const EXPLAINED: readonly [headers: { origin?: string; referer?: string }, explanation: object][] = [
  [
    { origin: 'https://help.example.com' },
    {
      allowed: true,
      origin: 'https://help.example.com',
      domain: 'help.example.com',
      reason: 'https://help.example.com matches the approved domain help.example.com.',
    },
  ],
  [
    { referer: 'https://a.example.org/page' },
    {
      allowed: true,
      origin: 'https://a.example.org',
      domain: '*.example.org',
      reason: 'https://a.example.org matches the approved domain *.example.org.',
    },
  ],
  [
    { origin: 'https://desk.example.net' },
    {
      allowed: true,
      origin: 'https://desk.example.net',
      reason: 'https://desk.example.net is `selfOrigin`.',
    },
  ],
  [
    { origin: 'https://evil.example' },
    {
      allowed: false,
      code: 'origin_not_whitelisted',
      reason:
        'Origin "https://evil.example" matches none of the approved domains. If the site is yours, add its host to them.',
    },
  ],
  [
    { referer: 'http://help.example.com/?token=s3cret' },
    {
      allowed: false,
      code: 'origin_insecure',
      reason:
        'Referer "http://help.example.com" names an approved host, but only https is approved: serve the page over https.',
    },
  ],
  [
    { origin: 'null' },
    {
      allowed: false,
      code: 'origin_opaque',
      reason:
        'Origin is "null": a sandboxed frame, a file or a data URL. Serve the page from an approved https host.',
    },
  ],
  [
    {},
    {
      allowed: false,
      code: 'origin_missing',
      reason:
        'There is neither Origin nor Referer: a page with Referrer-Policy no-referrer ' +
        '(set "strict-origin-when-cross-origin"), a proxy or CDN that strips them (let it pass them on), ' +
        'or no browser (for an app, see the option `apps`).',
    },
  ],
  [{ origin: '' }, { allowed: false, code: 'origin_malformed', reason: `Origin "" ${MALFORMED}` }],
  [
    { origin: 'https://a\r\n\x1b[31m\u202e\u{e0041}"' },
    {
      allowed: false,
      code: 'origin_malformed',
      reason: `Origin "https://a\\r\\n\\u001b[31m\\u202e\\udb40\\udc41\\"" ${MALFORMED}`,
    },
  ],
  [
    { origin: `https://${'a'.repeat(300)}!` },
    {
      allowed: false,
      code: 'origin_not_whitelisted',
      reason: expect.stringMatching(/^Origin "https:\/\/a{192}…" /),
    },
  ],
  [
    { referer: 'view-source:blob:https://user:s3cret@help.example.com/s3cret' },
    {
      allowed: false,
      code: 'origin_malformed',
      reason: `Referer "view-source:blob:https://help.example.com" ${MALFORMED}`,
    },
  ],
  [
    { referer: 'https://user:s3cret@help.example.com/' },
    { allowed: false, code: 'origin_malformed', reason: `Referer "https://help.example.com" ${MALFORMED}` },
  ],
]

test.each([
  { referer: createJwt() },
  { origin: createJwt() },
  { origin: `https://${createJwt()}` },
  { origin: `https://${createJwt()}/` },
  { origin: `${createJwt()}:` },
  { origin: `token: ${createJwt()}` },
  { referer: `https://${createJwt()}/` },
  { origin: `https://evil.example/?token=${createJwt()}` },
])('quotes no token that stands where an address should', (headers) => {
  expect(guarded().explain(headers).reason).not.toMatch(/eyJ/)
})

test('no length makes the reason an exception', () => {
  expect(guarded().explain({ origin: 'a:'.repeat(2 ** 23) }).reason).toMatch(
    /^Origin "(?:a:){100}…" is not what/,
  )
})

test.each(EXPLAINED)('%j', (headers, explanation) => {
  expect(guarded().explain(headers)).toEqual(explanation)
})

const ADDED = 'If the site is yours, add its host to them.'

const NEAR_MISSES: readonly (readonly [name: string, headers: object, code: string, reason: string])[] = [
  [
    'a near miss in place of the general advice',
    { origin: 'https://www.help.example.com' },
    'origin_not_whitelisted',
    'Origin "https://www.help.example.com" matches none of the approved domains. "help.example.com" is listed, which ' +
      'stands for that host alone. If the site is yours, list "www.help.example.com" as well.',
  ],
  [
    'a near miss of a Referer, without its path',
    { referer: 'https://example.org/private?token=s3cret' },
    'origin_not_whitelisted',
    'Referer "https://example.org" matches none of the approved domains. "*.example.org" is listed, which ' +
      'stands for subdomains, not for example.org itself. If the site is yours, list "example.org" as well.',
  ],
  [
    'http on a port that is not approved over https either',
    { origin: 'http://help.example.com:8080' },
    'origin_insecure',
    'Origin "http://help.example.com:8080" names an approved host, but only https is approved: serve the page over https. ' +
      '"help.example.com" is listed, which stands for the default port alone. If the site is yours, list "help.example.com:8080" as well.',
  ],
  [
    'http on a port that cannot be listed',
    { origin: 'http://help.example.com:0' },
    'origin_insecure',
    'Origin "http://help.example.com:0" names an approved host, but only https is approved: serve the page over https.',
  ],
  [
    'another port than that of selfOrigin',
    { origin: 'https://desk.example.net:8443' },
    'origin_not_whitelisted',
    'Origin "https://desk.example.net:8443" matches none of the approved domains. ' +
      '`selfOrigin` is "https://desk.example.net", which differs in scheme or port.',
  ],
  [
    'an address whose origin is approved',
    { origin: 'https://help.example.com/' },
    'origin_malformed',
    'Origin "https://help.example.com/" is an address, not an origin. Browsers send "https://help.example.com" for it, ' +
      'which would be allowed: it matches the approved domain help.example.com.',
  ],
  [
    'an address whose origin is selfOrigin, with a path that may hold a secret',
    { origin: 'https://desk.example.net/?token=s3cret' },
    'origin_malformed',
    'Origin "https://desk.example.net/…" is an address, not an origin. Browsers send "https://desk.example.net" for it, ' +
      'which would be allowed: it is `selfOrigin`.',
  ],
  [
    'an address whose origin is not approved',
    { origin: 'https://evil.example/' },
    'origin_malformed',
    'Origin "https://evil.example/" is an address, not an origin. Browsers send "https://evil.example" for it, ' +
      `which would be refused: it matches none of the approved domains. ${ADDED}`,
  ],
  [
    'an address whose origin is insecure',
    { origin: 'http://help.example.com/' },
    'origin_malformed',
    'Origin "http://help.example.com/" is an address, not an origin. Browsers send "http://help.example.com" for it, ' +
      'which would be refused: it names an approved host, but only https is approved: serve the page over https.',
  ],
  [
    'a host without a scheme',
    { origin: 'help.example.com' },
    'origin_malformed',
    'Origin "help.example.com" is an address, not an origin. Browsers send "https://help.example.com" for it, ' +
      'which would be allowed: it matches the approved domain help.example.com.',
  ],
  [
    'a host without a scheme, and another address in its query',
    { origin: 'help.example.com/?next=https://evil.example/' },
    'origin_malformed',
    'Origin "help.example.com/…" is an address, not an origin. Browsers send "https://help.example.com" for it, ' +
      'which would be allowed: it matches the approved domain help.example.com.',
  ],
  [
    'the page of an app',
    { origin: 'capacitor://localhost/' },
    'origin_malformed',
    'Origin "capacitor://localhost/" is an address, not an origin. Browsers send "capacitor://localhost" for it, ' +
      'which would be refused: it is the web view of an app (Capacitor), not a web site. If the app is yours, list it in `apps.origins`.',
  ],
]

describe('near misses', () => {
  test.each(NEAR_MISSES)('%s', (_name, headers, code, reason) => {
    expect(guarded().explain(headers)).toEqual({ allowed: false, code, reason })
  })
})

const inAnApp = (framework: string) =>
  `is the web view of an app (${framework}), not a web site. If the app is yours, list it in \`apps.origins\`.`
const EXTENSION =
  'is a browser extension, not a web site. Only an entry of `apps.origins` could stand for it.'

describe('what belongs to no web site is told by its origin', () => {
  test.each([
    ['capacitor://localhost', inAnApp('Capacitor')],
    ['ionic://localhost', inAnApp('Ionic')],
    ['tauri://localhost', inAnApp('Tauri')],
    ['http://tauri.localhost', inAnApp('Tauri')],
    ['https://tauri.localhost', inAnApp('Tauri')],
    ['app://localhost', inAnApp('Cordova or Electron')],
    ['https://appassets.androidplatform.net', inAnApp('Android WebView')],
    ['chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb', EXTENSION],
    ['moz-extension://0f4a3a4e-9b0c-4f39-8a2b-6c1a8a1f0c3d', EXTENSION],
    ['safari-web-extension://0f4a3a4e-9b0c-4f39-8a2b-6c1a8a1f0c3d', EXTENSION],
    [
      'com.example.app://main:8080',
      'has a scheme of its own, as the web view of an app has. If the app is yours, list it in `apps.origins`.',
    ],
  ])('%s', (origin, reason) => {
    expect(guarded().explain({ origin })).toEqual({
      allowed: false,
      code: 'origin_not_whitelisted',
      reason: `Origin "${origin}" ${reason}`,
    })
  })
  test.each(['http://evil.example', 'wss://evil.example', 'ws://evil.example', 'ftp://evil.example'])(
    '%s does',
    (origin) => {
      expect(guarded().explain({ origin })).toMatchObject({
        reason: `Origin "${origin}" matches none of the approved domains. ${ADDED}`,
      })
    },
  )
  test('a web socket of a listed host is not', () => {
    expect(guarded().explain({ origin: 'wss://help.example.com' })).toMatchObject({ code: 'origin_insecure' })
  })
})

test('the origin of a listed app is not approved by itself', () => {
  const apps = {
    claim: 'client',
    equals: 'app',
    origins: ['capacitor://localhost', 'http://tauri.localhost'],
  }
  for (const origin of apps.origins) {
    expect(guarded({ apps }).explain({ origin })).toEqual({
      allowed: false,
      code: 'origin_not_whitelisted',
      reason: `Origin "${origin}" is listed in \`apps.origins\`: a call passes if its token carries the claim of \`apps\`.`,
    })
  }
  expect(guarded({ apps }).explain({ origin: 'tauri://localhost' })).toMatchObject({
    reason: expect.stringContaining('list it in `apps.origins`'),
  })
})

describe('the whitelist is explained, whatever else lets a request pass', () => {
  test.each([{ origin: 'https://evil.example' }, {}, { origin: 'null' }])('%j', (headers) => {
    const lenient = guarded({ reportOnly: true, apps: { claim: 'client', equals: 'app' } })
    expect(lenient.explain(headers)).toEqual(guarded().explain(headers))
  })
})
