import { constants, createHmac, type KeyObject, sign } from 'node:crypto'

/** JSON as it is to be written, bytes, or a value to write as JSON. */
export type Part = string | Buffer | object

/**
 * A compact JWS (RFC 7515 §7.1) of whatever header and payload, signed as `alg` says. Unlike libraries for tokens it
 * refuses nothing, so that a guard can be asked whether it does.
 */
export function jws(alg: string, key: KeyObject | Buffer | string, header: Part, payload: Part): string {
  const signed = `${encoded(header)}.${encoded(payload)}`
  return `${signed}.${signature(alg, key, Buffer.from(signed)).toString('base64url')}`
}

export function encoded(part: Part): string {
  return Buffer.from(
    typeof part === 'string' || part instanceof Buffer ? part : JSON.stringify(part),
  ).toString('base64url')
}

function signature(alg: string, key: KeyObject | Buffer | string, data: Buffer): Buffer {
  const hash = `sha${alg.slice(2)}`
  switch (alg.slice(0, 2)) {
    case 'HS':
      return createHmac(hash, key).update(data).digest()
    case 'RS':
      return sign(hash, data, key as KeyObject)
    case 'PS': {
      const padding = constants.RSA_PKCS1_PSS_PADDING
      return sign(hash, data, {
        key: key as KeyObject,
        padding,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      })
    }
    case 'ES':
      return sign(hash, data, { key: key as KeyObject, dsaEncoding: 'ieee-p1363' })
    default:
      return Buffer.alloc(0)
  }
}

/** Claims of a user whose token has five minutes left, changed as given; `undefined` leaves one out. */
export function userClaims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return { sub: 'user-1', iat: now, exp: now + 300, ...overrides }
}
