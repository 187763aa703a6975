import type { AsapGuardOptions } from 'asap-guard'
import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { fromSite, SITE } from '../support/help-desk.js'
import { newcomersDesk } from '../support/newcomer.js'
import type { TestRequest } from '../support/server.js'

const now = Math.floor(Date.now() / 1000)
const bearer = (jwt: Parameters<typeof createJwt>[0]) => ({ Authorization: `Bearer ${createJwt(jwt)}` })
/** As `openssl rand -base64 48` gives one. */
const BASE64 = Buffer.from('x'.repeat(48)).toString('base64')

interface Mistake {
  readonly options?: Partial<AsapGuardOptions>
  readonly headers?: Record<string, string | undefined>
  readonly request?: TestRequest
  readonly code: string
  /** What the warning must say, in this order. */
  readonly says: readonly string[]
}

const SITES: Record<string, Mistake> = {
  '`localhost` listed, and the page on :5173': {
    options: { domains: ['localhost'] },
    headers: { Origin: 'http://localhost:5173' },
    code: 'origin_not_whitelisted',
    says: ['"localhost" is listed', 'default port alone', 'list "localhost:5173" or "localhost:*"'],
  },
  '`localhost` listed, and the page on 127.0.0.1': {
    options: { domains: ['localhost:*'] },
    headers: { Origin: 'http://127.0.0.1:3000' },
    code: 'origin_not_whitelisted',
    says: ['another host', 'list "127.0.0.1:3000"'],
  },
  'www missing': {
    options: { domains: ['example.com'] },
    headers: { Origin: 'https://www.example.com' },
    code: 'origin_not_whitelisted',
    says: ['"example.com" is listed', 'list "www.example.com" as well'],
  },
  'the bare name missing': {
    options: { domains: ['www.example.com'] },
    headers: { Origin: 'https://example.com' },
    code: 'origin_not_whitelisted',
    says: ['"www.example.com" is listed', 'list "example.com" as well'],
  },
  'the bare name missing beside a wildcard': {
    options: { domains: ['*.example.com'] },
    headers: { Origin: 'https://example.com' },
    code: 'origin_not_whitelisted',
    says: ['stands for subdomains', 'list "example.com" as well'],
  },
  'an http page': {
    headers: { Origin: 'http://help.example.com' },
    code: 'origin_insecure',
    says: ['only https is approved', 'serve the page over https'],
  },
  'a page with no-referrer that calls its own server': {
    headers: { Origin: undefined, 'Sec-Fetch-Site': 'same-origin' },
    code: 'origin_missing',
    says: ['Referrer-Policy no-referrer', 'set "strict-origin-when-cross-origin"'],
  },
  'a proxy that strips Origin': {
    headers: { Origin: undefined, Via: '1.1 proxy' },
    code: 'origin_missing',
    says: ['a proxy or CDN that strips them', 'let it pass them on'],
  },
  'a page that was opened from a file': {
    headers: { Origin: 'null' },
    code: 'origin_opaque',
    says: ['a file', 'Serve the page from an approved https host'],
  },
}

const TOKENS: Record<string, Mistake> = {
  'a wrong secret': {
    headers: bearer({ secret: 'the secret of another environment, long enough' }),
    code: 'token_signature',
    says: ['another environment', 'secret of the signer'],
  },
  'a secret that the signer decodes from base64': {
    options: { secret: BASE64 },
    headers: bearer({ secret: Buffer.from(BASE64, 'base64') }),
    code: 'token_signature',
    says: ['decodes the secret from base64', 'give Buffer.from(secret, "base64") to the guard'],
  },
  'no exp': {
    headers: bearer({ exp: undefined }),
    code: 'token_lifetime',
    says: ['no end', 'must write "exp", in seconds'],
  },
  'one hour': {
    headers: bearer({ iat: now, exp: now + 3600 }),
    code: 'token_lifetime',
    says: ['lives for 1 h', '10 min', 'Have the signer', 'Raise `maxLifetime` only if'],
  },
  'milliseconds added to seconds': {
    headers: bearer({ iat: now, exp: now + 300_000 }),
    code: 'token_lifetime',
    says: ['added milliseconds to a time in seconds', '300 seconds'],
  },
  'nbf in milliseconds': {
    headers: bearer({ nbf: now * 1000 }),
    code: 'token_claims',
    says: ['nbf looks like milliseconds', 'Math.floor(Date.now() / 1000)'],
  },
  'iat in milliseconds': {
    headers: bearer({ iat: now * 1000 }),
    code: 'token_claims',
    says: ['iat looks like milliseconds', 'Math.floor(Date.now() / 1000)'],
  },
  'a clock that is behind': {
    headers: bearer({ iat: now - 1000, exp: now - 700 }),
    code: 'token_expired',
    says: ['11 min', 'fetch a new token'],
  },
  'a clock that is ahead': {
    headers: bearer({ iat: now + 90, exp: now + 390 }),
    code: 'token_not_active',
    says: ['iat', 'NTP', '`clockTolerance`'],
  },
  'a clock that is behind by a time zone': {
    headers: bearer({ iat: now - 7300, exp: now - 7200 }),
    code: 'token_expired',
    says: ['2 h', 'time zones', 'local time for UTC'],
  },
  'a clock that is ahead by a time zone': {
    headers: bearer({ iat: now + 7230, exp: now + 7500 }),
    code: 'token_not_active',
    says: ['2 h', 'time zones', 'local time for UTC'],
  },
  'a wrong audience': {
    options: { audience: 'help-desk' },
    headers: bearer({ aud: 'other' }),
    code: 'token_audience',
    says: ['`audience` accepts "help-desk"', 'aud is "other"', 'Have the signer write'],
  },
  'a missing audience': {
    options: { audience: 'help-desk' },
    code: 'token_audience',
    says: ['`audience` accepts "help-desk"', 'names no audience (aud)', 'Have the signer write'],
  },
  'the public-key algorithm of an identity provider': {
    headers: bearer({ header: { alg: 'RS256' } }),
    code: 'token_algorithm',
    says: ['RS256', 'your guard has a shared secret', '`publicKey` or `jwksUri`'],
  },
}

const PLACES: Record<string, Mistake> = {
  'no `Bearer`': {
    headers: { Authorization: createJwt() },
    code: 'token_missing',
    says: ['the token alone', 'write "Bearer " before it'],
  },
  '`JWT x`': {
    headers: { Authorization: `JWT ${createJwt()}` },
    code: 'token_missing',
    says: ['"JWT" and must be "Bearer"'],
  },
  'the token in the query': {
    headers: { Authorization: undefined },
    request: { path: `/?token=${createJwt()}` },
    code: 'token_missing',
    says: ['in the query "token"', 'send it in Authorization', '`getToken`'],
  },
  'the token in x-access-token': {
    headers: { Authorization: undefined, 'x-access-token': createJwt() },
    code: 'token_missing',
    says: ['in the header "x-access-token"', 'send it in Authorization', '`getToken`'],
  },
  'the token in a cookie': {
    headers: { Authorization: undefined, Cookie: `session=${createJwt()}`, 'Sec-Fetch-Site': 'same-origin' },
    code: 'token_missing',
    says: ['in the cookie "session"', 'cookies are not read'],
  },
  'getToken that returns `Bearer x`': {
    options: { getToken: ({ headers }: Request) => headers.authorization },
    code: 'token_malformed',
    says: ['begins with the name of a header or scheme ("Bearer")', 'send the token alone'],
  },
  'getToken that finds none, and a token in Authorization': {
    options: { getToken: ({ headers }: Request) => headers['x-token'] as string | undefined },
    code: 'token_missing',
    says: ['`getToken` is set and found none', 'Authorization is read only if `getToken` reads it'],
  },
  'a token that is not set': {
    headers: { Authorization: 'Bearer undefined' },
    code: 'token_malformed',
    says: ['the word "undefined"', 'a variable that is not set'],
  },
  'an empty token': {
    headers: { Authorization: 'Bearer ' },
    code: 'request_invalid',
    says: ["is the caller's token empty"],
  },
}

describe.each([
  ['the site', SITES],
  ['the token', TOKENS],
  ['the place of the token', PLACES],
])('%s', (_kind, mistakes) => {
  test.each(Object.entries(mistakes))('%s', async (_name, { options, headers, request, code, says }) => {
    const desk = await newcomersDesk(options)
    const origin = options?.domains && !headers?.Origin ? undefined : SITE
    const answer = await desk.send({ ...request, headers: fromSite({ Origin: origin, ...headers }) })
    expect(answer.code).toBe(code)
    const seen = await desk.seen()
    expect(seen).toHaveLength(1)
    const [warning = ''] = seen
    expect(warning.startsWith(`[${code}] AsapGuardWarning: The guard of `)).toBe(true)
    expect(warning).toContain(`docs/errors.md#${code}`)
    const places = says.map((text) => warning.indexOf(text))
    expect(places, warning).toEqual(places.toSorted((one, other) => one - other))
    expect(Math.min(...places), warning).toBeGreaterThan(0)
  })
})
