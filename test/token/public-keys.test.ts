import { createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jws, userClaims } from '../support/jws.js'
import { PUBLIC_KEYS } from '../support/keys.js'
import { refusal } from '../support/refusal.js'
import { verifier } from '../support/verifier.js'

describe('a public key', () => {
  const { sign, verify: key } = PUBLIC_KEYS.RSA
  const pem = key.export({ format: 'pem', type: 'spki' }).toString()
  const jwk = key.export({ format: 'jwk' })

  const FORMS: Record<string, unknown> = {
    PEM: pem,
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'PEM of PKCS #1': key.export({ format: 'pem', type: 'pkcs1' }).toString(),
    'PEM behind a comment': `Our key of this year\n${pem}`,
    JWK: jwk,
    'JWK with use and key_ops': { ...jwk, use: 'sig', key_ops: ['verify'] },
    'JWK without a prototype': Object.assign(Object.create(null), jwk),
    KeyObject: key,
    'a list of one': [pem],
    'the second of a list': [PUBLIC_KEYS['P-256'].verify, jwk],
    'the second of two of a kind': [otherRsa(), key],
  }

  test.each(Object.entries(FORMS))('as %s verifies', (_name, publicKey) => {
    const verify = verifier({ publicKey })
    expect(verify(jws('RS256', sign, { alg: 'RS256' }, userClaims()))).toMatchObject({
      payload: { sub: 'user-1' },
    })
    const forged = jws('HS256', pem, { alg: 'HS256' }, userClaims())
    expect(refusal(() => verify(forged)).code).toBe('token_algorithm')
  })

  test('as a JWK with alg serves that one alone', () => {
    const verify = verifier({ publicKey: { ...jwk, alg: 'PS512' } })
    expect(verify(jws('PS512', sign, { alg: 'PS512' }, userClaims()))).toBeTruthy()
    for (const alg of ['RS256', 'RS512', 'PS256', 'PS384']) {
      expect(refusal(() => verify(jws(alg, sign, { alg }, userClaims()))).code).toBe('token_algorithm')
    }
  })

  test('is narrowed by `algorithms`', () => {
    const verify = verifier({ publicKey: key, algorithms: ['RS512'] })
    expect(verify(jws('RS512', sign, { alg: 'RS512' }, userClaims()))).toBeTruthy()
    expect(refusal(() => verify(jws('RS256', sign, { alg: 'RS256' }, userClaims()))).code).toBe(
      'token_algorithm',
    )
  })

  test('with a name serves tokens that say it, or that say none where it is the only one for its algorithm', () => {
    const verify = verifier({
      publicKey: [
        { ...jwk, kid: 'a' },
        { ...otherJwk(), kid: 'b' },
      ],
    })
    const signed = (header: object) => jws('RS256', sign, { alg: 'RS256', ...header }, userClaims())
    expect(verify(signed({ kid: 'a' }))).toMatchObject({ key: { kid: 'a' } })
    expect(refusal(() => verify(signed({ kid: 'b' }))).code).toBe('token_signature')
    expect(refusal(() => verify(signed({ kid: 'c' }))).code).toBe('token_key_unknown')
    expect(refusal(() => verify(signed({}))).code).toBe('token_key_unknown')
    expect(verifier({ publicKey: { ...jwk, kid: 'a' } })(signed({}))).toMatchObject({ key: { kid: 'a' } })
  })
})

function otherRsa() {
  return createPublicKey({ key: otherJwk(), format: 'jwk' })
}

/** The same key with another odd number as modulus: it verifies nothing, and nobody needs to. */
function otherJwk() {
  const jwk = PUBLIC_KEYS.RSA.verify.export({ format: 'jwk' })
  const modulus = Buffer.from(jwk.n as string, 'base64url')
  modulus[100] = (modulus[100] as number) ^ 0xff
  return { ...jwk, n: modulus.toString('base64url') }
}
