import type { KeyObject } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'
import type { JsonObject } from '../compact-jws.js'
import { invalid } from './invalid.js'

const OPTIONS = { algorithms: ['ES256' as const], ignoreExpiration: true, ignoreNotBefore: true }

/**
 * The claims of a proof that the key has signed.
 *
 * @throws {AsapGuardError} `proof_invalid`.
 */
export function verifyProof(proof: string, key: KeyObject): JsonObject {
  let claims: JsonObject | string
  try {
    claims = jsonwebtoken.verify(proof, key, OPTIONS)
  } catch (cause) {
    // Not always a JsonWebTokenError: a signature of the wrong length is a TypeError, for one.
    throw invalid('the signature is not of the key in "jwk", or not r || s (RFC 7518 §3.4)', { cause })
  }
  if (typeof claims !== 'string') return claims
  throw invalid('the payload is not JSON')
}
