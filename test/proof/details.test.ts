import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProofRequest } from '../../src/proof/proof-checker.js'
import { checker, key, request, UNBOUND } from '../support/proof-requests.js'
import { BACKEND, createProof, type ProofChanges, proofKey, sha256, TOKEN } from '../support/proofs.js'
import { refusal } from '../support/refusal.js'

const NOW = 1_790_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('details say how to mend it', () => {
  it.each<[string, ProofChanges, Partial<ProofRequest>, string]>([
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
  ])('%s', (_name, changes, asked, detail) => {
    const error = refusal(() => checker()(request([createProof(key, changes)], asked)))
    expect(error.detail).toContain(detail)
  })

  it('holds no token that stands in the path', () => {
    const proof = createProof(key, { claims: { htu: `https://a.example/${TOKEN}/x` } })
    const { detail } = refusal(() => checker()(request([proof], { url: `/${TOKEN}/tickets` })))
    expect(detail).toContain('https://api.example.com/desk/<token>/tickets')
    expect(detail).not.toContain(TOKEN)
  })
})
