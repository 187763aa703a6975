import { type Jwk, jwkFormProblem, type PublicJwk } from '../jwk-form.js'

/** A member of a JWK Set that is not used. The reason holds no key material. */
export interface SkippedMember {
  readonly kid: string | undefined
  readonly reason: string
}

export interface CheckedMembers {
  readonly jwks: readonly PublicJwk[]
  readonly skipped: readonly SkippedMember[]
}

/**
 * Checks the members of a JWK Set as plain JSON and sorts out those that cannot be public keys for
 * signatures. jwks-rsa must not get them: it fails at `null`, and accepts keys whose `key_ops` do not allow
 * verifying.
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
