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
        'There is neither Origin nor Referer: a page with Referrer-Policy no-referrer, or not a browser.',
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

describe('the whitelist is explained, whatever else lets a request pass', () => {
  test.each([{ origin: 'https://evil.example' }, {}, { origin: 'null' }])('%j', (headers) => {
    const lenient = guarded({ reportOnly: true, apps: { claim: 'client', equals: 'app' } })
    expect(lenient.explain(headers)).toEqual(guarded().explain(headers))
  })
})
