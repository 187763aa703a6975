import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { type AnyClaims, type AsapGuardOptions, asapClaims } from 'asap-guard'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createJwt } from '../support/create-jwt.js'
import { DPOP, guardWith } from '../support/diagnosing.js'
import { ROGUE_SITE, SITE } from '../support/help-desk.js'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'

const NOW = Date.UTC(2026, 0, 1) / 1000
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What people read: a line for each step, in the order of the checks. */
async function linesOf(question: object, options: Partial<AsapGuardOptions<AnyClaims, boolean>> = {}) {
  const { steps } = await guardWith(options as Partial<AsapGuardOptions>).diagnose(question)
  return steps.map(({ check, code = '-', says }) => `${check} ${code}: ${says}`).join('\n')
}

/** The lines of some checks alone. */
const linesAbout = async (checks: readonly string[], ...asked: Parameters<typeof linesOf>) =>
  (await linesOf(...asked))
    .split('\n')
    .filter((line) => checks.some((check) => line.startsWith(`${check} `)))
    .join('\n')

const token = (claims: Readonly<Record<string, unknown>> = {}) => createJwt({ ...claims })

test('all is well', async () => {
  const options = {
    issuer: 'https://id.example',
    audience: ['desk', 'chat'],
    claims: asapClaims,
    domainClaim: 'site',
    dpop: DPOP,
    isRevoked: () => true,
  }
  const claims = {
    iss: 'https://id.example',
    aud: 'chat',
    email_verified: true,
    site: 'help.example.com',
    cnf: { jkt: 'key' },
    nbf: NOW,
  }
  expect(await linesOf({ token: token(claims), origin: SITE }, options)).toMatchSnapshot()
})

test('nothing is configured beyond the least', async () => {
  expect(await linesOf({ token: token(), referer: `${SITE}/page` })).toMatchSnapshot()
})

test('the question cannot be read', async () => {
  const question = {
    get token(): string {
      throw new Error('of the caller')
    },
  }
  expect(await linesOf(question)).toMatchSnapshot()
})

describe('no token', () => {
  test('is needed', async () => {
    expect(await linesOf({ origin: SITE })).toMatchSnapshot()
  })

  test('is that of a guest', async () => {
    expect(await linesOf({ token: null, origin: SITE }, { guests: true })).toMatchSnapshot()
    expect(await linesOf({ token: '' }, { guests: true })).toMatchSnapshot()
  })

  test('that is no text', async () => {
    expect(await linesAbout(['token'], { token: 1 })).toMatchSnapshot()
  })
})

describe('an app', () => {
  const apps = { claim: 'client', equals: 'app', origins: ['capacitor://localhost'] }
  const [ofApp, ofUser] = [() => token({ client: 'app' }), () => token()]
  const about = (question: object, options: object = {}) =>
    linesAbout(['origin', 'app', 'token'], question, { apps, ...options })

  test('without a site', async () => {
    expect(await about({ token: ofApp() })).toMatchSnapshot()
    expect(await about({ token: ofUser() })).toMatchSnapshot()
  })

  test('from its web view', async () => {
    const origin = 'capacitor://localhost'
    expect(await about({ token: ofApp(), origin })).toMatchSnapshot()
    expect(await about({ token: ofUser(), origin })).toMatchSnapshot()
    expect(await about({ token: ofUser(), origin }, { reportOnly: true })).toMatchSnapshot()
    expect(await about({ origin }, { guests: true })).toMatchSnapshot()
  })

  test('has no site to compare with that of the token', async () => {
    const question = {
      token: token({ client: 'app', site: 'help.example.com' }),
      origin: 'capacitor://localhost',
    }
    expect(await linesAbout(['domain'], question, { apps, domainClaim: 'site' })).toMatchSnapshot()
  })

  test('a site is none', async () => {
    expect(await about({ token: ofApp(), origin: SITE })).toMatchSnapshot()
  })
})

describe('the site that a token is bound to', () => {
  const about = (site: unknown, origin?: string, options: object = {}) =>
    linesAbout(['domain'], { token: token({ site }), origin }, { domainClaim: 'site', ...options })

  test.each([
    ['the right one', 'help.example.com', SITE],
    ['one of two', ['a.example.com', 'help.example.com'], SITE],
    ['another one', 'shop.example.com', SITE],
    ['no host', 'https://help.example.com', SITE],
    ['no text', 1, SITE],
    ['no claim', undefined, SITE],
    ['nothing to compare', 'shop.example.com', undefined],
    ['nothing to compare, and no claim', undefined, undefined],
    ['a refused site', 'help.example.com', ROGUE_SITE],
  ])('%s', async (_name, site, origin) => {
    expect(await about(site, origin)).toMatchSnapshot()
  })
})

describe('the algorithm', () => {
  const about = (header: Record<string, unknown>, options: object = {}) =>
    linesAbout(['algorithm', 'signature', 'key'], { token: createJwt({ header }) }, options)
  const publicKey = { secret: undefined, publicKey: PUBLIC_KEYS['P-256'].verify }

  test.each<[alg: unknown, options: object]>([
    ['none', {}],
    ['NONE', {}],
    ['EdDSA', {}],
    ['made up', {}],
    ['ES256', {}],
    ['HS512', { algorithms: ['HS256'] }],
    ['HS256', publicKey],
    ['ES384', publicKey],
    [undefined, {}],
    [1, {}],
  ])('%s', async (alg, options) => {
    expect(await about({ alg }, options)).toMatchSnapshot()
  })
})

describe('the issuer and the audience', () => {
  const about = (claims: Record<string, unknown>, options: object = {}) =>
    linesAbout(['types', 'issuer', 'audience'], { token: token(claims) }, options)
  const expected = { issuer: ['https://id.example', 'b'], audience: 'desk' }

  test.each<[name: string, claims: Record<string, unknown>, options: object]>([
    ['any are accepted', { iss: 'a', aud: ['b', 'c'] }, {}],
    ['none are named', {}, expected],
    ['others', { iss: 'a', aud: 'b' }, expected],
    ['several', { iss: ['a', 'b'], aud: ['c', 'd'] }, expected],
    [
      'nearly one of two',
      { aud: 'HTTP://desk.example/help' },
      { audience: ['chat', 'https://desk.example/help/'] },
    ],
    ['not nearly the same', { aud: 'desk/example' }, { audience: 'deskexample' }],
    ['nearly the same', { iss: 'https://id.example/', aud: 'Desk/' }, expected],
    ['in other claims', { azp: 'desk', tid: 'https://id.example' }, expected],
    ['no texts', { iss: 1, aud: [1], sub: 1, jti: 1 }, expected],
  ])('%s', async (_name, claims, options) => {
    expect(await about(claims, options)).toMatchSnapshot()
  })
})

describe('the times', () => {
  const about = (claims: Record<string, unknown>, options: object = {}) =>
    linesAbout(['times', 'expiry', 'start', 'issued', 'lifetime'], { token: token(claims) }, options)

  test.each<[name: string, claims: Record<string, unknown>]>([
    ['expired', { iat: NOW - 600, exp: NOW - 300 }],
    ['not yet', { nbf: NOW + 300, exp: NOW + 600 }],
    ['issued in the future', { iat: NOW + 300, exp: NOW + 600 }],
    ['too long', { iat: NOW, exp: NOW + 86_400 * 30 }],
    ['without iat', { iat: undefined, exp: NOW + 300 }],
    ['without an end', { exp: undefined }],
    ['in milliseconds', { iat: NOW * 1000, exp: (NOW + 300) * 1000 }],
    ['of an end in milliseconds added', { iat: NOW, exp: NOW + 300_000 }],
    ['of an end in local time', { iat: NOW, exp: NOW + 7200 + 300 }],
    ['no numbers', { iat: '1', exp: '2', nbf: null }],
    ['that end before they begin', { iat: NOW, exp: NOW - 1 }],
  ])('%s', async (_name, claims) => {
    expect(await about(claims)).toMatchSnapshot()
  })
})

describe('the signature', () => {
  const about = (text: string, options: object = {}) =>
    linesAbout(['format', 'key', 'signature', 'payload'], { token: text }, options)
  const { 'P-256': key } = PUBLIC_KEYS
  const jwk = key.verify.export({ format: 'jwk' })
  const [second, stranger] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })) as [
    KeyPairKeyObjectResult,
    KeyPairKeyObjectResult,
  ]
  const two = {
    secret: undefined,
    publicKey: [
      { ...jwk, kid: 'a' },
      { ...second.publicKey.export({ format: 'jwk' }), kid: 'b' },
    ],
  }
  const strange = (header: object = {}) =>
    jws('ES256', stranger.privateKey, { alg: 'ES256', ...header }, userClaims())
  const named = { secret: undefined, publicKey: { ...jwk, kid: 'a' } }
  const signed = (header: object = {}) => jws('ES256', key.sign, { alg: 'ES256', ...header }, userClaims())

  test.each<[name: string, text: () => string, options: object]>([
    ['of another secret', () => createJwt({ secret: 'x'.repeat(64) }), {}],
    [
      'of none of two',
      () => createJwt({ secret: 'x'.repeat(64) }),
      { secret: ['y'.repeat(64), 'z'.repeat(64)] },
    ],
    ['of a public key', () => signed(), named],
    ['of a public key that it names', () => signed({ kid: 'a' }), named],
    ['of a public key with another name', () => signed({ kid: 'b' }), named],
    [
      'of another public key',
      () => jws('ES256', PUBLIC_KEYS['P-256'].sign, { alg: 'ES256' }, userClaims()),
      {
        secret: undefined,
        publicKey: PUBLIC_KEYS['P-384'].verify,
      },
    ],
    ['of a stranger for a public key', () => strange({ kid: 'a' }), named],
    ['of a stranger who names another key', () => strange({ kid: 'z' }), two],
    ['of a stranger who names no key', () => strange(), two],
    ['of one of two keys, which it does not name', () => signed(), two],
    ['of one of two keys, and names the other', () => signed({ kid: 'b' }), two],
    ['cut off', () => createJwt().slice(0, -5), {}],
    ['of a text with quotes', () => `"${createJwt()}"`, {}],
    ['of two parts', () => createJwt().split('.').slice(0, 2).join('.'), {}],
    ['of no dots', () => 'opaque', {}],
    ['of the word undefined', () => 'undefined', {}],
    ['of five parts', () => 'a.b.c.d.e', {}],
    ['of three other parts', () => 'a.b.c', {}],
    [
      'of no JSON',
      () =>
        jws(
          'HS256',
          'a shared secret for tests, which is more than sixty-four bytes long',
          { alg: 'HS256' },
          'text' as never,
        ),
      {},
    ],
  ])('%s', async (_name, text, options) => {
    expect(await about(text(), options)).toMatchSnapshot()
  })
})

describe('the proof', () => {
  const bound = { cnf: { jkt: 'key' } }

  test.each<[name: string, claims: Record<string, unknown>, options: object]>([
    ['of a bound token, to a guard that takes none', bound, {}],
    ['of a token that is not bound, where it must be', {}, { dpop: { ...DPOP, required: true } }],
    ['of a token that is not bound', {}, { dpop: DPOP }],
    ['of a token bound by a certificate', { cnf: { 'x5t#S256': 'x' } }, { dpop: DPOP }],
  ])('%s', async (_name, claims, options) => {
    expect(await linesAbout(['proof'], { token: token(claims) }, options)).toMatchSnapshot()
  })
})
