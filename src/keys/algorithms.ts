import type { KeyObject } from 'node:crypto'

/** The signature algorithms of RFC 7518 §3.1 that jsonwebtoken verifies. `none` is not one of them. */
export const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const
const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const
export const PUBLIC_KEY_ALGORITHMS = [...RSA_ALGORITHMS, 'ES256', 'ES384', 'ES512'] as const
export const ALGORITHMS = [...HMAC_ALGORITHMS, ...PUBLIC_KEY_ALGORITHMS] as const

export type Algorithm = (typeof ALGORITHMS)[number]

/** RFC 7518 §3.4: each ECDSA algorithm has one curve. The names are OpenSSL's. */
const CURVES = [
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
] as const

/** RFC 7518 §3.3, §3.5: an RSA key has at least this many bits. */
const SHORTEST_RSA = 2048

/** The longest RSA key, in bits, that OpenSSL verifies with. */
const LONGEST_RSA = 16_384

const hashBytes = (algorithm: Algorithm) => Number(algorithm.slice(2)) / 8

/** The HMAC algorithms for which a secret is long enough, that is as long as the hash (RFC 7518 §3.2). */
export function algorithmsOfSecret(byteLength: number): readonly Algorithm[] {
  return HMAC_ALGORITHMS.filter((algorithm) => hashBytes(algorithm) <= byteLength)
}

/** The algorithms that a public key can verify. A key that is too weak or of another kind has none. */
export function algorithmsOfPublicKey(key: KeyObject): readonly Algorithm[] {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      if (modulusLength < SHORTEST_RSA || modulusLength > LONGEST_RSA) return []
      return RSA_ALGORITHMS.filter((algorithm) => permits(key, algorithm))
    case 'ec':
      return CURVES.filter(([curve]) => curve === namedCurve).map(([, algorithm]) => algorithm)
    default:
      return []
  }
}

/**
 * Whether an RSA key may be used with an algorithm. A key that is for RSA-PSS alone names its hash, and RFC
 * 7518 §3.5 asks for the same hash for the mask, and for a salt of its length. jsonwebtoken refuses keys that
 * name none.
 */
function permits(key: KeyObject, algorithm: Algorithm): boolean {
  if (key.asymmetricKeyType === 'rsa') return true
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength = 0 } = key.asymmetricKeyDetails ?? {}
  const fits = algorithm === hashAlgorithm?.replace('sha', 'PS') && mgf1HashAlgorithm === hashAlgorithm
  return fits && saltLength <= hashBytes(algorithm)
}
