import { generateKeyPairSync } from 'node:crypto'
import jwt, { type Algorithm, type JwtHeader } from 'jsonwebtoken'

/** One key of an issuer: its public half as a member of a JWK Set, and tokens signed with the private one. */
export interface Signer {
  readonly kid: string
  readonly jwk: Record<string, unknown>
  /** The private half as a JWK, as no set should ever contain it. */
  readonly privateJwk: Record<string, unknown>
  token(claims?: Record<string, unknown>, header?: Partial<JwtHeader>): string
}

export function signer(kid: string, algorithm: 'ES256' | 'RS256' = 'ES256'): Signer {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const names = { kid, use: 'sig', alg: algorithm }
  return {
    kid,
    jwk: { ...publicKey.export({ format: 'jwk' }), ...names },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...names },
    token(claims, header) {
      const payload = { sub: 'user-1', iss: ISSUER, aud: AUDIENCE, ...claims }
      return jwt.sign(payload, privateKey, {
        algorithm: algorithm as Algorithm,
        header: { alg: algorithm, kid, ...header },
        // A token without its own end lives five minutes, as ASAP's widgets make them.
        ...(!('exp' in payload) && { expiresIn: 300 }),
      })
    },
  }
}

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'help-desk'
