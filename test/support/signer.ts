import { generateKeyPairSync } from 'node:crypto'
import { jws, userClaims } from './jws.js'

/** One key of an issuer: its public half as a member of a JWK Set, and tokens signed with the private one. */
export interface Signer {
  readonly kid: string
  readonly jwk: Record<string, unknown>
  /** The private half as a JWK, as no set should ever contain it. */
  readonly privateJwk: Record<string, unknown>
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): string
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
      const payload = userClaims({ iss: ISSUER, aud: AUDIENCE, ...claims })
      return jws(algorithm, privateKey, { alg: algorithm, typ: 'JWT', kid, ...header }, payload)
    },
  }
}

export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'help-desk'
