import type { JsonWebKey } from 'node:crypto'
import { ALGORITHMS, type Algorithm } from './algorithms.js'

/** A JSON Web Key (RFC 7517 §4); the members that `JsonWebKey` of node:crypto leaves untyped. */
export type Jwk = JsonWebKey & { kid?: unknown; alg?: unknown; use?: unknown; key_ops?: unknown }

/** A JWK without a problem of form: it says that it is a public key for verifying signatures. */
export type PublicJwk = JsonWebKey & { readonly kid?: string; readonly alg?: Algorithm }

/** The problem of a JWK whose members make no key. */
export const NO_PUBLIC_JWK = 'is no JWK of an RSA or EC public key'

/** RFC 7518 §6.2.2, §6.3.2: what a public key does not have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/**
 * What is wrong with a JWK, as far as its plain JSON tells: RFC 7517 §4 lets `use`, `key_ops`, `alg` and `kid` say what
 * a key is for. This costs no cryptography, so it comes before the key is read. `judgeKey` goes on where it ends.
 */
export function jwkFormProblem(jwk: Jwk): string | undefined {
  const { kty, kid, alg, use, key_ops: operations } = jwk
  if ('keys' in jwk) return 'is a JWK Set: give the list in its "keys"'
  if (kty === 'oct') return 'is a shared secret ("oct"): shared secrets go into `secret`'
  if (kty !== 'RSA' && kty !== 'EC') return NO_PUBLIC_JWK
  if (PRIVATE_MEMBERS.some((member) => member in jwk))
    return 'is a private key: keep it with the signer, and give its public half'
  if (use !== undefined && use !== 'sig') return 'is not for signatures ("use")'
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return 'is not for verifying ("key_ops")'
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return 'has a "kid" that is no text'
  if (alg !== undefined && !ALGORITHMS.includes(alg as Algorithm)) return 'has an "alg" that is not supported'
  return undefined
}
