import { AsapGuardError } from '../errors.js'
import type { JsonObject } from './decode.js'

/** Accepted values; `undefined`: any, or none at all. */
export interface ExpectedClaims {
  readonly issuer: readonly string[] | undefined
  readonly audience: readonly string[] | undefined
}

/** RFC 7519 §4.1: registered claims that are strings wherever they are present. */
const STRING_CLAIMS = ['iss', 'sub', 'jti']

/**
 * The registered claims that do not concern time.
 *
 * @throws {AsapGuardError} `token_claims` for one of the wrong JSON type, `token_issuer`, `token_audience`.
 */
export function checkClaims(payload: JsonObject, { issuer, audience }: ExpectedClaims): void {
  for (const claim of STRING_CLAIMS) {
    const value = payload[claim]
    if (value !== undefined && typeof value !== 'string') {
      throw new AsapGuardError('token_claims', `${claim} is not a string (RFC 7519 §4.1)`)
    }
  }
  const audiences = audienceOf(payload)
  if (issuer && !issuer.includes(payload.iss as string)) {
    throw new AsapGuardError(
      'token_issuer',
      `iss is ${payload.iss === undefined ? 'missing' : 'none of `issuer`'}`,
    )
  }
  if (audience && !audiences.some((name) => audience.includes(name))) {
    throw new AsapGuardError(
      'token_audience',
      `aud is ${audiences.length === 0 ? 'missing' : 'none of `audience`'}`,
    )
  }
}

/** RFC 7519 §4.1.3: a list of strings, or one string for a list of one. */
function audienceOf({ aud }: JsonObject): readonly string[] {
  const audiences = aud === undefined ? [] : Array.isArray(aud) ? aud : [aud]
  if (audiences.every((name) => typeof name === 'string')) return audiences
  throw new AsapGuardError('token_claims', 'aud is neither a string nor a list of strings (RFC 7519 §4.1.3)')
}
