import { testDpopKey, testSecret } from 'asap-guard/testing'
import { describe, expect, it } from 'vitest'
import { proofChecker } from '../../src/proof/proof-checker.js'
import { ProofMemory } from '../../src/proof/proof-memory.js'
import { refusal } from '../support/refusal.js'

const url = 'https://api.example.com/desk'

const key = testDpopKey()
const { createToken } = testSecret()
const token = createToken({ cnf: { jkt: key.thumbprint } })

describe('testDpopKey', () => {
  const check = proofChecker({ url, required: true, maxAge: 60_000 }, new ProofMemory())
  const request = (proof: string, method = 'GET') => ({
    token,
    payload: { cnf: { jkt: key.thumbprint } },
    scheme: 'DPoP' as const,
    proofs: [proof],
    method,
    url: '/tickets',
    now: Date.now(),
  })

  it('makes proofs that pass, each once', () => {
    const proof = key.createProof({ url: `${url}/tickets?page=2#top`, token })
    expect(check(request(proof))?.({})).toBeUndefined()
    expect(refusal(() => check(request(proof))?.({})).code).toBe('proof_replayed')
    const other = key.createProof({ url: `${url}/tickets`, token })
    expect(check(request(other))?.({})).toBeUndefined()
  })

  it('makes proofs for another method', () => {
    const proof = key.createProof({ method: 'POST', url: `${url}/tickets`, token })
    expect(check(request(proof, 'POST'))?.({})).toBeUndefined()
  })

  it.each([
    ['of another token', { token: createToken({ sub: 'other' }) }],
    ['of another address', { url: `${url}/users` }],
    ['that are old', { claims: { iat: Math.floor(Date.now() / 1000) - 120 } }],
    ['without jti', { claims: { jti: undefined } }],
    ['without iat', { claims: { iat: undefined } }],
  ])('makes proofs %s, which are refused', (_name, changes) => {
    const proof = key.createProof({ url: `${url}/tickets`, token, ...changes })
    expect(refusal(() => check(request(proof))).code).toBe('proof_invalid')
  })

  it('makes another key each time', () => {
    expect(testDpopKey().thumbprint).not.toBe(key.thumbprint)
  })
})
