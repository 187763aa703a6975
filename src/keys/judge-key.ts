import type { KeyObject } from 'node:crypto'
import { algorithmsOfPublicKey } from './algorithms.js'
import type { ReadKey } from './key-source.js'
import { isRoca } from './roca.js'

/**
 * Judges a public key that was read from a PEM, a JWK or a JWK Set: its kind and length, its exponent, the generator
 * that made it, and the algorithm that it is for.
 *
 * @param alg RFC 7517 §4.4: where it is present, it is the only algorithm that the key is for.
 */
export function judgeKey(key: KeyObject, kid?: string, alg?: string): ReadKey {
  const possible = algorithmsOfPublicKey(key)
  if (possible.length === 0) return { problem: `is of no use here (${kindOf(key)}): ${USEFUL_KINDS}` }
  // An exponent of 1 verifies anything; an even one is no RSA key.
  const { publicExponent } = key.asymmetricKeyDetails ?? {}
  if (publicExponent !== undefined && (publicExponent < 3n || publicExponent % 2n === 0n))
    return { problem: 'is no sound RSA key (public exponent)' }
  if (key.asymmetricKeyType === 'rsa' && isRoca(key))
    return { problem: 'comes from a flawed generator (CVE-2017-15361): replace it' }
  const algorithms = possible.filter((algorithm) => alg === undefined || algorithm === alg)
  if (algorithms.length === 0) return { problem: 'has an "alg" that does not fit its type' }
  return { key, kid, algorithms }
}

const USEFUL_KINDS = 'RSA from 2048 bits, P-256, P-384 and P-521 are, and RSA-PSS for one hash'

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {}
  return [asymmetricKeyType, modulusLength && `${modulusLength} bits`, namedCurve].filter(Boolean).join(', ')
}
