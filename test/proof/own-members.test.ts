import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checker, key, request, UNBOUND, verdict } from '../support/proof-requests.js'
import { BACKEND, createProof, sha256, TOKEN } from '../support/proofs.js'

const NOW = 1_790_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what Object.prototype holds changes nothing', () => {
  const proto = Object.prototype as Record<string, unknown>
  const polluted = {
    typ: 'x',
    alg: 'none',
    jwk: {},
    crit: ['a'],
    b64: false,
    d: 'AAAA',
    k: 'AAAA',
    x: 'A',
    y: 'A',
    kid: 1,
    use: 'enc',
    jti: 1,
    htm: 'X',
    htu: 'X',
    iat: 1,
    ath: 'X',
    cnf: { jkt: 'X' },
    jkt: 'X',
    exp: 1,
    nbf: 1e12,
  }

  afterEach(() => {
    for (const name of Object.keys(polluted)) delete proto[name]
  })

  it.each(Object.entries(polluted))('%s', (name, value) => {
    const good = createProof(key)
    const bare = createProof(key, { wholeHeader: '{}', wholePayload: '{}' })
    proto[name] = value
    expect(verdict(checker(), request([good]))).toBe('passed')
    expect(verdict(checker(), request([bare]))).toBe('proof_invalid')
    expect(verdict(checker(), request([], { payload: UNBOUND, scheme: 'Bearer' }))).toBe('passed')
    expect(verdict(checker(), request([good], { payload: { cnf: {} } }))).toBe('token_bound')
  })

  it('a member that is missing is not made up for', () => {
    const claims = { jti: 'j', htm: 'GET', htu: `${BACKEND}/tickets`, iat: NOW / 1000, ath: sha256(TOKEN) }
    for (const [name, value] of Object.entries(claims)) {
      const proof = createProof(key, { claims: { [name]: undefined } })
      proto[name] = value
      expect(verdict(checker(), request([proof])), name).toBe('proof_invalid')
      delete proto[name]
    }
    for (const [name, value] of Object.entries({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk })) {
      const proof = createProof(key, { header: { [name]: undefined } })
      proto[name] = value
      expect(verdict(checker(), request([proof])), name).toBe('proof_invalid')
      delete proto[name]
    }
    proto.jkt = key.thumbprint
    expect(verdict(checker(), request([createProof(key)], { payload: { cnf: {} } }))).toBe('token_bound')
  })
})
