import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { jws, type Part } from './jws.js'

/** The address that the widget calls: the backend's root, behind a proxy that removes `/desk`. */
export const BACKEND = 'https://api.example.com/desk'

/** What a proof is beside. It need not be a JWT to have a hash. */
export const TOKEN = 'header.payload.signature'

/** A key of P-256 that makes proofs, and whatever may pass for one. */
export interface ProofKey {
  readonly privateKey: KeyObject
  readonly jwk: Readonly<Record<string, string>>
  readonly privateJwk: Readonly<Record<string, string>>
  readonly thumbprint: string
}

export function proofKey(): ProofKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, string>
  const { crv, kty, x, y } = jwk
  return {
    privateKey,
    jwk,
    privateJwk: privateKey.export({ format: 'jwk' }) as Record<string, string>,
    thumbprint: sha256(JSON.stringify({ crv, kty, x, y })),
  }
}

/** What differs from a good proof for `GET /tickets`; `undefined` leaves a member out. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>
  readonly claims?: Readonly<Record<string, unknown>>
  /** Stands in for the whole header, or the whole payload. */
  readonly wholeHeader?: Part
  readonly wholePayload?: Part
  readonly alg?: string
  readonly signingKey?: KeyObject | Buffer
}

let made = 0

/** A proof as RFC 9449 §4.2 has it, but for what is changed; each has a `jti` of its own. */
export function createProof(key: ProofKey, changes: ProofChanges = {}): string {
  made += 1
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk, ...changes.header }
  const claims = {
    jti: `jti-${made}`,
    htm: 'GET',
    htu: `${BACKEND}/tickets`,
    iat: Math.floor(Date.now() / 1000),
    ath: sha256(TOKEN),
    ...changes.claims,
  }
  return jws(
    changes.alg ?? 'ES256',
    changes.signingKey ?? key.privateKey,
    changes.wholeHeader ?? header,
    changes.wholePayload ?? claims,
  )
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
