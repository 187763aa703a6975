import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ProofRequest, type ProofSettings, proofChecker } from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { createJwt } from '../support/create-jwt.js'
import { checker, key, request, UNBOUND } from '../support/proof-requests.js'
import { BACKEND, createProof, type ProofChanges, proofKey, sha256, TOKEN } from '../support/proofs.js'
import { refusal } from '../support/refusal.js'

const NOW = 1_790_000_000_000

/** The header of a proof, whose key is changed. */
const jwk = (changes: Record<string, unknown>): ProofChanges => ({
  header: { jwk: { ...key.jwk, ...changes } },
})

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('details say how to mend it', () => {
  it.each<[string, ProofChanges, Partial<ProofRequest>, string, Partial<ProofSettings>?]>([
    [
      'the clock of the device is slow',
      { claims: { iat: NOW / 1000 - 75 } },
      {},
      'iat is 75 s behind the clock of this server, and maxAge is 60 s',
    ],
    [
      'the clock of the device is fast',
      { claims: { iat: NOW / 1000 + 3600 } },
      {},
      'iat is 3600 s ahead of the clock of this server',
    ],
    ['iat in milliseconds', { claims: { iat: NOW } }, {}, 'milliseconds; RFC 7519 wants seconds'],
    [
      'a proxy that removes the beginning',
      { claims: { htu: 'https://api.example.com/desk/v2/tickets' } },
      { url: '/tickets' },
      '`dpop.url`',
    ],
    [
      '`url` is not the public address',
      { claims: { htu: 'https://desk.example.com/tickets' } },
      {},
      'must be the address that the widget calls',
    ],
    [
      'a WebSocket',
      { claims: { htu: 'wss://api.example.com/desk/tickets' } },
      {},
      'sign the address with https',
    ],
    ['a slash at the end', { claims: { htu: `${BACKEND}/tickets/` } }, {}, 'ends with a slash'],
    ['the path alone', { claims: { htu: '/tickets' } }, {}, 'scheme and host'],
    [
      'what is expected',
      { claims: { htu: 'https://a.example/x' } },
      { url: '/tickets?key=secret' },
      '"https://api.example.com/desk/tickets":',
    ],
    ['no ath', { claims: { ath: undefined } }, {}, 'give the token to what makes the proof'],
    ['a renewed token', { claims: { ath: sha256('old') } }, {}, 'make a new proof when the token is renewed'],
    ['another key', { header: { jwk: proofKey().jwk } }, {}, 'fetch a token for this key'],
    [
      'a thumbprint in hexadecimal',
      {},
      { payload: { cnf: { jkt: 'a'.repeat(64) } } },
      'cnf.jkt of the token is no SHA-256 thumbprint',
    ],
    ['the wrong algorithm', { header: { alg: 'RS256' } }, {}, '"alg" is "RS256", and must be "ES256"'],
    ['control characters', { header: { typ: '\u001b[31m\u202e' } }, {}, '"typ" is "\\u001b[31m\\u202e"'],
    ['no proof', {}, { proofs: [] }, 'header DPoP'],
    ['Bearer', {}, { scheme: 'Bearer' }, '"Authorization: DPoP <token>"'],
    ['a token that nobody bound', {}, { payload: UNBOUND }, '"Authorization: Bearer <token>"'],
    ['a proof of another kind', {}, { payload: { cnf: { kid: 'a' } } }, 'thumbprint (RFC 9449 §6.1)'],
    [
      'the way out, if the clock of the device is slow',
      { claims: { iat: NOW / 1000 - 75 } },
      {},
      "the clock of the user's device is slow. Let the widget correct its time by the Date header of an " +
        'answer. If all users have this, set the clock of this server (NTP)',
    ],
    [
      'the first moment that counts as milliseconds',
      { claims: { iat: 1e11 } },
      {},
      'iat looks like milliseconds; RFC 7519 wants seconds',
    ],
    ['no htm', { claims: { htm: undefined } }, {}, 'htm is missing, but the method of the request is "GET"'],
    ['htm as a list', { claims: { htm: ['GET'] } }, {}, 'htm is not a text, but'],
    [
      'no jti',
      { claims: { jti: undefined } },
      {},
      'jti is not a text of 1 to 128 characters, such as crypto.randomUUID() makes',
    ],
    ['no typ', { header: { typ: undefined } }, {}, '"typ" is missing, and must be "dpop+jwt"'],
    ['x with a letter too many before it', jwk({ x: `A${key.jwk.x}` }), {}, '"jwk" is no key of P-256'],
    ['x with a letter too many behind it', jwk({ x: `${key.jwk.x}A` }), {}, '"jwk" is no key of P-256'],
    ['a header that is no JSON', { wholeHeader: '{"typ"' }, {}, 'the header is not JSON'],
    ['a payload that is no JSON', { wholePayload: '{"jti"' }, {}, 'the payload is not JSON'],
    ['a payload that is no object', { wholePayload: '"jti"' }, {}, 'the payload is not a JSON object'],
    [
      'two proofs',
      {},
      { proofs: [createProof(key), createProof(key)] },
      'more than one proof: send one line of the header DPoP',
    ],
    [
      'no proof, perhaps because of a proxy',
      {},
      { proofs: [] },
      'send a new proof in the header DPoP with each request, and look for a proxy that drops it',
    ],
    [
      'a token that nobody bound, where each must be',
      {},
      { payload: UNBOUND, scheme: 'Bearer' },
      "`dpop.required` is set: the signer must put the thumbprint of the widget's key into cnf.jkt",
      { required: true },
    ],
    ...[{ method: undefined }, { url: undefined }].map(
      (missing): [string, ProofChanges, Partial<ProofRequest>, string] => [
        `no ${Object.keys(missing)}`,
        {},
        missing,
        'a proof is for a method and an address: give guard.check both `method` and `url`',
      ],
    ),
  ])('%s', (_name, changes, asked, detail, settings) => {
    const error = refusal(() => checker(settings)(request([createProof(key, changes)], asked)))
    expect(error.detail).toContain(detail)
  })

  const OTHER_PLACE = '`dpop.url` must be the address that the widget calls, not one behind a proxy'
  const WEB_SOCKET = 'for a WebSocket, sign the address with https (http on loopback)'

  /** The address of the request is `expected`, which is `dpop.url` and a path. */
  it.each<[string, htu: string, expected: [url: string, path: string], fix: string]>([
    ['a WebSocket', 'wss://a.example/b', ['https://a.example', '/b'], WEB_SOCKET],
    ['a WebSocket on loopback', 'ws://localhost/b', ['http://localhost', '/b'], WEB_SOCKET],
    ['a scheme that ends alike', 'news://a.example/b', ['https://a.example', '/b'], OTHER_PLACE],
    ['another host', 'https://b.example/b', ['https://a.example', '/b'], OTHER_PLACE],
    [
      'a slash too many',
      'https://a.example/b/',
      ['https://a.example', '/b'],
      'one of them ends with a slash',
    ],
    ['a slash too few', 'https://a.example/b', ['https://a.example', '/b/'], 'one of them ends with a slash'],
    [
      'a proxy removes the beginning of the path',
      'https://a.example/desk/b',
      ['https://a.example', '/b'],
      'if a proxy removes the beginning of the path, add it to `dpop.url`',
    ],
    [
      'the path of `dpop.url` is missing',
      'https://a.example/b',
      ['https://a.example/desk', '/b'],
      'sign the whole path, with that of `dpop.url`',
    ],
    [
      'another path',
      'https://a.example/c',
      ['https://a.example', '/b'],
      'make a new proof for each request, and look for a proxy that rewrites paths',
    ],
  ])('htu: %s', (_name, htu, [url, path], fix) => {
    const proof = createProof(key, { claims: { htu } })
    expect(refusal(() => checker({ url })(request([proof], { url: path }))).detail).toBe(
      `htu is "${htu}", but \`dpop.url\` and the path of the request make "${url}${path}": ${fix}`,
    )
  })

  it('a bound token without the option', () => {
    expect(refusal(() => proofChecker(undefined, new ProofMemory())(request([]))).detail).toBe(
      'the token is bound to a key (cnf): set the option `dpop`, or have tokens signed without cnf',
    )
  })

  it('a proof that was used', () => {
    const check = checker()
    const asked = request([createProof(key)])
    check(asked)?.({})
    expect(refusal(() => check(asked)?.({})).detail).toBe(
      'a proof with this jti was used before: make a new proof for each request',
    )
  })

  it('a signature that is wrong, with its cause', () => {
    const proof = createProof(key, { signingKey: proofKey().privateKey })
    const { detail, cause } = refusal(() => checker()(request([proof])))
    expect(detail).toBe('the signature is not of the key in "jwk", or not r || s (RFC 7518 §3.4)')
    expect(cause).toBeInstanceOf(Error)
  })

  it.each([
    ['a query', 'https://a.example/b?key=s3cret&x=/', 'https://a.example/b'],
    ['a fragment', 'https://a.example/b#s3cret\n', 'https://a.example/b'],
    ['a password', 'https://ada:s3cret@a.example/b@c', 'https://<user>@a.example/b@c'],
    [
      'another token',
      `https://a.example/x/${createJwt({ sub: 's3cret' })}/y`,
      'https://a.example/x/<token>/y',
    ],
  ])('holds nothing of %s in htu', (_name, htu, shown) => {
    const proof = createProof(key, { claims: { htu } })
    const { detail = '' } = refusal(() => checker()(request([proof])))
    expect(detail).toContain(`htu is "${shown}", but`)
  })

  it('holds no token that stands in the path', () => {
    const proof = createProof(key, { claims: { htu: `https://a.example/${TOKEN}/x` } })
    const { detail } = refusal(() => checker()(request([proof], { url: `/${TOKEN}/tickets` })))
    expect(detail).toContain('https://api.example.com/desk/<token>/tickets')
    expect(detail).not.toContain(TOKEN)
  })
})
