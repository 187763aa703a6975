import type { JsonWebKey } from 'node:crypto'
import { ALGORITHMS, type Algorithm } from './algorithms.js'

/** A JSON Web Key (RFC 7517 §4) whose members have not been checked. */
export type Jwk = JsonWebKey & { kid?: unknown; alg?: unknown; use?: unknown; key_ops?: unknown }

/** A JWK that `jwkFormProblem` has found nothing wrong with. */
export type PublicJwk = JsonWebKey & { readonly kid?: string; readonly alg?: Algorithm }

/** The problem of a JWK from which no key can be made. */
export const NO_PUBLIC_JWK = 'is no JWK of an RSA or EC public key'

/** The members that only private keys have (RFC 7518 §6.2.2, §6.3.2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']

/**
 * What is wrong with a JWK as plain JSON. Its type must be RSA or EC, it must hold nothing private, and
 * `use`, `key_ops`, `alg` and `kid` (RFC 7517 §4) must allow it to verify signatures. These checks need no
 * cryptography, so they come before the key is read. `judgeKey` judges the key that was read.
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
