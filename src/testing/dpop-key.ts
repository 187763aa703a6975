import { generateKeyPairSync, randomUUID } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import { sha256 } from '../proof/sha256.js'
import { type Point, thumbprintOf } from '../proof/thumbprint.js'
import { type TestClaims, withoutUndefined } from './tokens.js'

/** What a proof of possession is for. */
export interface TestProofRequest {
  /** Default: GET. */
  readonly method?: string
  /** The address of the request: the guard's `dpop.url` and the path. */
  readonly url: string
  /** The token beside which the proof is sent. */
  readonly token: string
  /** Replace or add to `jti`, `htm`, `htu`, `iat` and `ath`. `undefined` leaves one out. */
  readonly claims?: TestClaims
}

/** A key of a widget, for tests of a guard with `dpop` (RFC 9449). */
export interface TestDpopKey {
  /** Binds a token to the key: `createToken({ cnf: { jkt: key.thumbprint } })`. */
  readonly thumbprint: string
  /**
   * A proof for one request, which is sent in the header `DPoP` beside `Authorization: DPoP <token>`. It is
   * good for a minute, and once: make another one for each request.
   */
  createProof(request: TestProofRequest): string
}

/** Makes a key that tokens can be bound to. */
export function testDpopKey(): TestDpopKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk }
  return {
    thumbprint: thumbprintOf(jwk as Point),
    createProof({ method = 'GET', url, token, claims }) {
      const all = {
        jti: randomUUID(),
        htm: method,
        htu: url.replace(/[?#].*/s, ''),
        iat: Math.floor(Date.now() / 1000),
        ath: sha256(token),
        ...claims,
      }
      const noTimestamp = all.iat === undefined
      return jsonwebtoken.sign(withoutUndefined(all), privateKey, {
        algorithm: 'ES256',
        header,
        noTimestamp,
      })
    },
  }
}
