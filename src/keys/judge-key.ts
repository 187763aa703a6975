import type { KeyObject } from 'node:crypto'
import { algorithmsOfPublicKey } from './algorithms.js'
import type { ReadKey } from './key-source.js'
import { isRoca } from './roca.js'

/**
 * Judges a public key that was read from a PEM, a JWK or a JWK Set. Its kind, its length, its exponent and
 * the generator that made it must be sound.
 *
 * @param alg the only algorithm that the key is for (RFC 7517 §4.4). Default: all that its kind allows.
 */
export function judgeKey(key: KeyObject, kid?: string, alg?: string): ReadKey {
  const possible = algorithmsOfPublicKey(key)
  if (possible.length === 0) return { problem: `is of no use here (${kindOf(key)}): ${USEFUL_KINDS}` }
  const { publicExponent } = key.asymmetricKeyDetails ?? {}
  if (!isSound(publicExponent)) return { problem: 'is no sound RSA key (public exponent)' }
  if (key.asymmetricKeyType === 'rsa' && isRoca(key))
    return { problem: 'comes from a flawed generator (CVE-2017-15361): replace it' }
  const algorithms = possible.filter((algorithm) => alg === undefined || algorithm === alg)
  if (algorithms.length === 0) return { problem: 'has an "alg" that does not fit its type' }
  return { key, kid, algorithms }
}

/** Exponents in use are 3, 17 and 65537. With one of 3000 bits each verification takes 18 ms. */
const LARGEST_EXPONENT = 2n ** 32n - 1n

/** With an exponent of 1 anybody can forge signatures. An even exponent makes no RSA key. */
function isSound(exponent = 3n): boolean {
  return exponent >= 3n && exponent % 2n === 1n && exponent <= LARGEST_EXPONENT
}

const USEFUL_KINDS = 'RSA from 2048 bits to 16384, P-256, P-384 and P-521 are, and RSA-PSS for one hash'

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {}
  return [asymmetricKeyType, modulusLength && `${modulusLength} bits`, namedCurve].filter(Boolean).join(', ')
}
