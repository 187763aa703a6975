import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ProofRequest, type ProofSettings, proofChecker } from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { BOUND, checker, key, request, UNBOUND, verdict } from '../support/proof-requests.js'
import { BACKEND, createProof, type ProofChanges, proofKey, TOKEN } from '../support/proofs.js'
import { refusal } from '../support/refusal.js'
import { hostileProofs } from './hostile-proofs.js'

const NOW = 1_790_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A good proof of so many bytes. Base64url has no text whose length is 1 more than a multiple of 4. */
function proofOfLength(length: number): string {
  for (let pad = 2600; ; pad++) {
    for (const kid of ['a', 'aa']) {
      const proof = createProof(key, { header: { kid }, claims: { pad: 'x'.repeat(pad) } })
      if (proof.length === length) return proof
    }
  }
}

describe('which tokens need a proof', () => {
  const good = () => [createProof(key)]
  it.each<[string, string, Partial<ProofRequest>, Partial<ProofSettings>?]>([
    ['a bound token with a proof', 'passed', {}],
    ['a bound token with a proof, from getToken or a handshake', 'passed', { scheme: undefined }],
    ['a bound token as Bearer, with a proof', 'proof_missing', { scheme: 'Bearer' }],
    ['a bound token as Bearer, without one', 'proof_missing', { scheme: 'Bearer', proofs: [] }],
    ['a bound token without a proof', 'proof_missing', { proofs: [] }],
    ['a bound token with an empty proof', 'proof_missing', { proofs: [''] }],
    [
      'a bound token without a proof, from getToken or a handshake',
      'proof_missing',
      { scheme: undefined, proofs: [] },
    ],
    ['a bound token without a proof, nor a method', 'proof_missing', { proofs: [], method: undefined }],
    ['a bound token with two proofs', 'proof_invalid', { proofs: [createProof(key), createProof(key)] }],
    ['a bound token with a proof and an empty one', 'proof_invalid', { proofs: [createProof(key), ''] }],
    ['an unbound token as Bearer', 'passed', { payload: UNBOUND, scheme: 'Bearer', proofs: [] }],
    ['an unbound token as Bearer, with a proof', 'passed', { payload: UNBOUND, scheme: 'Bearer' }],
    [
      'an unbound token from getToken or a handshake',
      'passed',
      { payload: UNBOUND, scheme: undefined, proofs: [] },
    ],
    ['an unbound token as DPoP', 'proof_invalid', { payload: UNBOUND }],
    ['an unbound token as DPoP, without a proof', 'proof_invalid', { payload: UNBOUND, proofs: [] }],
    [
      'an unbound token where proofs are required',
      'proof_missing',
      { payload: UNBOUND, scheme: 'Bearer' },
      { required: true },
    ],
    [
      'an unbound token from getToken where proofs are required',
      'proof_missing',
      { payload: UNBOUND, scheme: undefined },
      { required: true },
    ],
    ['a bound token where proofs are required', 'passed', {}, { required: true }],
    ['a token that is bound to a certificate', 'token_bound', { payload: { cnf: { 'x5t#S256': 'A' } } }],
    ['cnf that is null', 'token_bound', { payload: { cnf: null } }],
    ['cnf that is a text', 'token_bound', { payload: { cnf: key.thumbprint } }],
    ['cnf that is a list', 'token_bound', { payload: { cnf: [key.thumbprint] } }],
    ['cnf.jkt that is a list', 'token_bound', { payload: { cnf: { jkt: [key.thumbprint] } } }],
    ['cnf.jkt that is null', 'token_bound', { payload: { cnf: { jkt: null } } }],
    ['cnf.jkt that is no thumbprint', 'proof_invalid', { payload: { cnf: { jkt: '' } } }],
    ['cnf.jkt of another key', 'proof_invalid', { payload: { cnf: { jkt: proofKey().thumbprint } } }],
  ])('%s: %s', (_name, code, changes, settings) => {
    expect(verdict(checker(settings), request(good(), changes))).toBe(code)
  })

  it.each([
    ['a token that is bound to a key', BOUND, 'token_bound'],
    ['a token that is bound to something', { cnf: {} }, 'token_bound'],
    ['cnf that is null', { cnf: null }, 'token_bound'],
    ['an unbound token', UNBOUND, 'passed'],
  ])('without the option: %s: %s', (_name, payload, code) => {
    const check = proofChecker(undefined, new ProofMemory())
    expect(verdict(check, request(good(), { payload }))).toBe(code)
    expect(verdict(check, request([], { payload, scheme: 'Bearer' }))).toBe(code)
  })
})

describe('a good proof', () => {
  it.each<[string, ProofChanges, Partial<ProofRequest>?, Partial<ProofSettings>?]>([
    ['as it is', {}],
    ['of another method', { claims: { htm: 'DELETE' } }, { method: 'DELETE' }],
    ['for a request with a query', {}, { url: '/tickets?page=2' }],
    [
      'with a query and a fragment',
      { claims: { htu: `${BACKEND}/tickets?page=3#a` } },
      { url: '/tickets?page=2' },
    ],
    ['for a request to an absolute address', {}, { url: 'http://10.0.0.1:3000/tickets' }],
    [
      'for a path that looks like an address',
      { claims: { htu: `${BACKEND}//evil.example/x` } },
      { url: '//evil.example/x' },
    ],
    ['for the root', { claims: { htu: `${BACKEND}/` } }, { url: '/' }],
    [
      'for the root of a host, without a slash',
      { claims: { htu: 'https://a.example' } },
      { url: '/' },
      { url: 'https://a.example' },
    ],
    ['where `url` ends with a slash', {}, {}, { url: `${BACKEND}/` }],
    ['where `url` is written in capitals', {}, {}, { url: 'HTTPS://API.example.com:443/desk' }],
    [
      'where `url` has an international name',
      { claims: { htu: 'https://xn--bcher-kva.example/tickets' } },
      {},
      { url: 'https://bücher.example' },
    ],
    [
      'on loopback',
      { claims: { htu: 'http://localhost:4000/tickets' } },
      {},
      { url: 'http://localhost:4000' },
    ],
    ['with letters of the path encoded', { claims: { htu: `${BACKEND}/%74ickets` } }],
    ['for a request with letters of the path encoded', {}, { url: '/%74ickets' }],
    ['for a request with dots', {}, { url: '/a/../tickets' }],
    ['with further members in the header', { header: { kid: 'a', jku: 'https://evil.example', x5c: [] } }],
    [
      'with further members in the key',
      { header: { jwk: { ...key.jwk, kid: 'a', use: 'enc', alg: 'RS256' } } },
    ],
    ['with further claims', { claims: { nonce: 'a', exp: 1, nbf: 1e12, iss: 1 } }],
    ['with jti of one character', { claims: { jti: 'j' } }],
    ['with jti of 128 characters of any kind', { claims: { jti: '\u0000é\ud800,'.repeat(32) } }],
    ['with iat between two seconds', { claims: { iat: NOW / 1000 + 0.5 } }],
    ['maxAge old', { claims: { iat: NOW / 1000 - 60 } }],
    ['30 s ahead', { claims: { iat: NOW / 1000 + 30 } }],
    ['of another maxAge', { claims: { iat: NOW / 1000 - 300 } }, {}, { maxAge: 300_000 }],
  ])('%s', (_name, changes, asked, settings) => {
    expect(verdict(checker(settings), request([createProof(key, changes)], asked))).toBe('passed')
  })

  it('may have 4096 bytes, and no more', () => {
    expect(verdict(checker(), request([proofOfLength(4096)]))).toBe('passed')
    expect(verdict(checker(), request([proofOfLength(4097)]))).toBe('proof_invalid')
  })

  it.each([
    ['a millisecond too old', 60_001, {}],
    ['a millisecond too far ahead', -30_001, {}],
    ['older than a shorter maxAge', 11_000, { maxAge: 10_000 }],
  ])('is refused %s', (_name, age, settings) => {
    const proof = createProof(key, { claims: { iat: (NOW - age) / 1000 } })
    expect(verdict(checker(settings), request([proof]))).toBe('proof_invalid')
  })
})

describe.each(Object.entries(hostileProofs(key)))(
  'a proof with something wrong about %s',
  (_about, proofs) => {
    it.each(proofs)('%s is refused, and its detail says why', (_name, proof) => {
      const error = refusal(() => checker()(request([proof])))
      expect(error.code).toBe('proof_invalid')
      expect(error.detail).toBeTruthy()
      for (const part of proof.split('.').filter((text) => text.length > 8))
        expect(error.detail).not.toContain(part)
      expect(error.detail?.length).toBeLessThan(800)
    })
  },
)

it('a proof whose key is known is read as carefully as the first', () => {
  const check = checker()
  expect(verdict(check, request([createProof(key)]))).toBe('passed')
  for (const [name, proof] of Object.values(hostileProofs(key)).flat())
    expect(verdict(check, request([proof])), name).toBe('proof_invalid')
  expect(verdict(check, request([createProof(key)]))).toBe('passed')
})

describe('a request that a proof is not for', () => {
  it.each<[string, Partial<ProofRequest>]>([
    ['another method', { method: 'POST' }],
    ['the method in small letters', { method: 'get' }],
    ['no method', { method: undefined }],
    ['no address', { url: undefined }],
    ['an empty address', { url: '' }],
    ['no path', { url: '*' }],
    ['another path', { url: '/tickets/1' }],
    ['a path that begins alike', { url: '/tickets%00' }],
    ['an encoded slash', { url: '/a%2F../tickets' }],
    ['a path that is a host', { url: '//api.example.com/desk/tickets' }],
    ['the base path once more', { url: '/desk/tickets' }],
    ['another token', { token: `${TOKEN}A` }],
  ])('%s', (_name, changes) => {
    expect(verdict(checker(), request([createProof(key)], changes))).toBe('proof_invalid')
  })
})
