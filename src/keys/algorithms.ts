import type { KeyObject } from 'node:crypto'

/** The signature algorithms of RFC 7518 §3.1 that jsonwebtoken verifies. `none` is not one of them. */
export const HMAC_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const
export const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const
export const ALGORITHMS = [...HMAC_ALGORITHMS, ...PUBLIC_KEY_ALGORITHMS] as const

export type Algorithm = (typeof ALGORITHMS)[number]

/** RFC 7518 §3.4: one curve an algorithm, in OpenSSL's names. */
const ALGORITHM_OF_CURVE: Readonly<Record<string, Algorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
}

/** RFC 7518 §3.3, §3.5: the shortest RSA key, in bits. */
const SHORTEST_RSA = 2048

const hashBytes = (algorithm: Algorithm) => Number(algorithm.slice(2)) / 8

/** The HMAC algorithms that a secret is long enough for: a key at least as long as the hash (RFC 7518 §3.2). */
export function algorithmsOfSecret(byteLength: number): readonly Algorithm[] {
  return HMAC_ALGORITHMS.filter((algorithm) => hashBytes(algorithm) <= byteLength)
}

/** The algorithms that a public key can verify; none for a key that is too weak or of another kind. */
export function algorithmsOfPublicKey(key: KeyObject): readonly Algorithm[] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return modulusLength < SHORTEST_RSA
        ? []
        : PUBLIC_KEY_ALGORITHMS.filter((algorithm) => /^[RP]S/.test(algorithm))
    case 'rsa-pss':
      return modulusLength < SHORTEST_RSA
        ? []
        : PUBLIC_KEY_ALGORITHMS.filter((algorithm) => permits(key, algorithm))
    case 'ec':
      return namedCurve in ALGORITHM_OF_CURVE ? [ALGORITHM_OF_CURVE[namedCurve] as Algorithm] : []
    default:
      return []
  }
}

/** RFC 7518 §3.5: one hash for the message and the mask, and a salt of its length. Without these jsonwebtoken uses no such key. */
function permits(key: KeyObject, algorithm: Algorithm): boolean {
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength = 0 } = key.asymmetricKeyDetails ?? {}
  const fits = algorithm === hashAlgorithm?.replace('sha', 'PS') && mgf1HashAlgorithm === hashAlgorithm
  return fits && saltLength <= hashBytes(algorithm)
}
