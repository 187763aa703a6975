import jsonwebtoken from 'jsonwebtoken'
import { AsapGuardError } from '../errors.js'
import type { Algorithm } from '../keys/algorithms.js'
import type { VerificationKey } from '../keys/key-source.js'

/**
 * The first of `keys` that made the signature. Times and claims are checked elsewhere; jsonwebtoken would let too much
 * of them pass.
 *
 * @throws {AsapGuardError} `token_signature`.
 */
export function signingKey(token: string, alg: Algorithm, keys: readonly VerificationKey[]): VerificationKey {
  const options = { algorithms: [alg], ignoreExpiration: true, ignoreNotBefore: true }
  let cause: unknown
  for (const key of keys) {
    try {
      jsonwebtoken.verify(token, key.key, options)
      return key
    } catch (error) {
      // Not always a JsonWebTokenError: an ES256 signature of the wrong length is a TypeError, for one.
      cause = error
    }
  }
  throw new AsapGuardError('token_signature', undefined, { cause })
}
