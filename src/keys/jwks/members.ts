import { type Jwk, jwkFormProblem, type PublicJwk } from '../jwk-form.js'

/** A member of a JWK Set that is left out, and why, without key material. */
export interface SkippedMember {
  readonly kid: string | undefined
  readonly reason: string
}

export interface CheckedMembers {
  readonly jwks: readonly PublicJwk[]
  readonly skipped: readonly SkippedMember[]
}

/**
 * Tells the members of a JWK Set that may be public keys for signatures from all others. jwks-rsa gets the former
 * alone: it would lose the whole set to one `null`, and take members whose `key_ops` say that they do not verify.
 */
export function checkMembers(members: readonly unknown[]): CheckedMembers {
  const jwks: PublicJwk[] = []
  const skipped: SkippedMember[] = []
  for (const member of members) {
    const problem = isObject(member) ? jwkFormProblem(member) : 'is no JSON object'
    if (problem === undefined) jwks.push(member as PublicJwk)
    else skipped.push({ kid: kidOf(member), reason: problem })
  }
  return { jwks, skipped }
}

const isObject = (member: unknown): member is Jwk => typeof member === 'object' && member !== null

function kidOf(member: unknown): string | undefined {
  return isObject(member) && typeof member.kid === 'string' ? member.kid : undefined
}
