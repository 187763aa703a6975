import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'
import { issuerNearMiss } from './issuer-near-miss.js'
import type { ClaimsSchema } from './payload.js'

/** Accepted values; `undefined`: any, or none at all. */
export interface ExpectedClaims {
  readonly issuer: readonly string[] | undefined
  readonly audience: readonly string[] | undefined
  /** A schema decides about the types of `sub` and `jti`, too: many signers send a number. */
  readonly claims?: ClaimsSchema | undefined
}

/**
 * The registered claims that do not concern time.
 *
 * @throws {AsapGuardError} `token_claims` for one of the wrong JSON type, `token_issuer`, `token_audience`.
 */
export function checkClaims(payload: JsonObject, { issuer, audience, claims }: ExpectedClaims): void {
  const issued = text(payload, 'iss')
  if (!claims) for (const claim of ['sub', 'jti']) text(payload, claim)
  const audiences = audienceOf(payload)
  if (issuer && !issuer.includes(issued as string)) {
    const nearMiss = issued === undefined ? 'iss is missing' : issuerNearMiss(issued, issuer)
    throw new AsapGuardError('token_issuer', nearMiss ?? 'iss is none of `issuer`')
  }
  if (audience && !audiences.some((name) => audience.includes(name))) {
    throw new AsapGuardError(
      'token_audience',
      `aud is ${audiences.length === 0 ? 'missing' : 'none of `audience`'}`,
    )
  }
}

/** RFC 7519 §4.1: registered claims that are strings wherever they are present. */
function text(payload: JsonObject, claim: string): string | undefined {
  const value = ownMember(payload, claim)
  if (value === undefined || typeof value === 'string') return value
  throw new AsapGuardError('token_claims', `${claim} is not a string (RFC 7519 §4.1)`)
}

/** RFC 7519 §4.1.3: a list of strings, or one string for a list of one. */
function audienceOf(payload: JsonObject): readonly string[] {
  const aud = ownMember(payload, 'aud')
  const audiences = aud === undefined ? [] : Array.isArray(aud) ? aud : [aud]
  if (audiences.every((name) => typeof name === 'string')) return audiences
  throw new AsapGuardError('token_claims', 'aud is neither a string nor a list of strings (RFC 7519 §4.1.3)')
}
