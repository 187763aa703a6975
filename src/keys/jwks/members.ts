import type { Algorithm } from '../algorithms.js'
import type { VerificationKey } from '../key-source.js'
import { type ReadKey, readPublicKey } from '../public-key.js'

/** A member of a JWK Set that is left out, and why, without key material. */
export interface SkippedMember {
  readonly kid: string | undefined
  readonly reason: string
}

export interface JwksMembers {
  readonly keys: readonly VerificationKey[]
  readonly skipped: readonly SkippedMember[]
}

/**
 * Reads the members of a JWK Set one by one, so that a bad one does not lose the others.
 *
 * @param algorithms what each key is narrowed to.
 */
export function readMembers(members: readonly unknown[], algorithms: readonly Algorithm[]): JwksMembers {
  const keys: VerificationKey[] = []
  const skipped: SkippedMember[] = []
  for (const member of members) {
    const key = readMember(member, algorithms)
    if ('problem' in key) skipped.push({ kid: kidOf(member), reason: key.problem })
    else keys.push(key)
  }
  return withoutAmbiguity(keys, skipped)
}

function readMember(member: unknown, allowed: readonly Algorithm[]): ReadKey {
  // Only a JWK may stand here: `readPublicKey` would take a PEM string too.
  if (typeof member !== 'object' || member === null) return { problem: 'is no JSON object' }
  const key = readPublicKey(member)
  if ('problem' in key) return key
  const algorithms = key.algorithms.filter((algorithm) => allowed.includes(algorithm))
  return algorithms.length > 0 ? { ...key, algorithms } : { problem: `fits none of ${allowed.join(', ')}` }
}

function kidOf(member: unknown): string | undefined {
  const kid = typeof member === 'object' && member !== null && 'kid' in member ? member.kid : undefined
  return typeof kid === 'string' ? kid : undefined
}

/**
 * Which of two keys a shared kid means nobody can say, and picking one would let the order decide: both are left out.
 * One key that is listed twice, once for each of its algorithms, is one key.
 */
function withoutAmbiguity(keys: readonly VerificationKey[], skipped: readonly SkippedMember[]): JwksMembers {
  const named = new Map<string, VerificationKey | undefined>()
  for (const key of keys) {
    if (key.kid === undefined) continue
    const other = named.get(key.kid)
    if (!named.has(key.kid)) named.set(key.kid, key)
    else named.set(key.kid, other?.key.equals(key.key) ? merged(other, key) : undefined)
  }
  const unique = [...named.values()].filter((key) => key !== undefined)
  const ambiguous = keys.filter(({ kid }) => kid !== undefined && named.get(kid) === undefined)
  return {
    keys: [...unique, ...keys.filter(({ kid }) => kid === undefined)],
    skipped: [
      ...skipped,
      ...ambiguous.map(({ kid }) => ({ kid, reason: 'shares its "kid" with another key' })),
    ],
  }
}

function merged(one: VerificationKey, other: VerificationKey): VerificationKey {
  return { ...one, algorithms: [...new Set([...one.algorithms, ...other.algorithms])] }
}
