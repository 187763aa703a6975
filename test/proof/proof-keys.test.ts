import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ProofKeys } from '../../src/proof/proof-keys.js'
import { encoded } from '../support/jws.js'
import { proofKey, sha256 } from '../support/proofs.js'
import { refusal } from '../support/refusal.js'

const headerOf = (jwk: object, more: object = {}) => encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...more })

describe('a key that is known', () => {
  it('is imported once, whatever else the headers of its proofs say', () => {
    const { jwk, thumbprint } = proofKey()
    const keys = new ProofKeys()
    const key = keys.find(thumbprint, headerOf(jwk))
    expect(keys.find(thumbprint, headerOf(jwk))).toBe(key)
    expect(keys.find(thumbprint, headerOf(jwk, { kid: 'a' }))).toBe(key)
  })

  it('has its header read once', () => {
    const { jwk, thumbprint } = proofKey()
    const keys = new ProofKeys()
    keys.find(thumbprint, headerOf(jwk))
    const parse = vi.spyOn(JSON, 'parse')
    onTestFinished(() => parse.mockRestore())
    keys.find(thumbprint, headerOf(jwk))
    expect(parse).not.toHaveBeenCalled()
  })
})

it('a point that is not on the curve is refused, even where a token is bound to it', () => {
  const [x, y] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64url'))
  const jwk = { crv: 'P-256', kty: 'EC', x, y }
  const error = refusal(() => new ProofKeys().find(sha256(JSON.stringify(jwk)), headerOf(jwk)))
  expect(error).toMatchObject({ code: 'proof_invalid', detail: '"jwk" is no point of P-256' })
  expect(error.cause).toBeInstanceOf(Error)
})
