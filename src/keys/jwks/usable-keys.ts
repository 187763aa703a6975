import { createPublicKey } from 'node:crypto'
import type { Algorithm } from '../algorithms.js'
import { judgeKey } from '../judge-key.js'
import type { Problem, VerificationKey } from '../key-source.js'
import type { SkippedMember } from './members.js'
import type { SigningKey } from './signing-keys.js'

/** A key of a JWK Set. Its text tells whether two keys are one. */
export interface JwksKey extends VerificationKey {
  /** SPKI in PEM. */
  readonly pem: string
}

export interface UsableKeys {
  readonly keys: readonly JwksKey[]
  readonly skipped: readonly SkippedMember[]
}

/**
 * Judges the keys that jwks-rsa has read, one by one: it takes weak ones, and heeds neither `alg` nor a repeated `kid`.
 *
 * @param allowed what each key is narrowed to.
 */
export function usableKeys(signingKeys: readonly SigningKey[], allowed: readonly Algorithm[]): UsableKeys {
  const keys: JwksKey[] = []
  const skipped: SkippedMember[] = []
  for (const signingKey of signingKeys) {
    const key = judged(signingKey, allowed)
    if ('problem' in key) skipped.push({ kid: signingKey.kid, reason: key.problem })
    else keys.push(key)
  }
  const ambiguous = ambiguousAmong(keys)
  return {
    keys: withoutRepetition(keys.filter((key) => !ambiguous.has(key))),
    skipped: [
      ...skipped,
      ...[...ambiguous].map(({ kid }) => ({ kid, reason: 'shares its "kid" with another key of its type' })),
    ],
  }
}

function judged({ kid, alg, getPublicKey }: SigningKey, allowed: readonly Algorithm[]): JwksKey | Problem {
  const pem = getPublicKey()
  const key = judgeKey(createPublicKey(pem), kid, alg)
  if ('problem' in key) return key
  const algorithms = key.algorithms.filter((algorithm) => allowed.includes(algorithm))
  return algorithms.length > 0
    ? { ...key, algorithms, pem }
    : { problem: `fits none of ${allowed.join(', ')}` }
}

/**
 * Two keys of one type with the same `kid` are both skipped: a token that names it could mean either. Keys of two types
 * may share one (RFC 7517 §4.5), since the `alg` of the token tells which it means.
 */
function ambiguousAmong(keys: readonly JwksKey[]): ReadonlySet<JwksKey> {
  const pems = new Map<string, Set<string>>()
  const nameOf = ({ kid, key }: JwksKey) => `${key.asymmetricKeyType} ${kid}`
  for (const key of keys) {
    const name = nameOf(key)
    pems.set(name, (pems.get(name) ?? new Set()).add(key.pem))
  }
  return new Set(keys.filter((key) => key.kid !== undefined && (pems.get(nameOf(key))?.size ?? 0) > 1))
}

/** A key that is listed twice, once for each of its algorithms, is one key. */
function withoutRepetition(keys: readonly JwksKey[]): readonly JwksKey[] {
  const unique = new Map<string, JwksKey>()
  for (const key of keys) {
    const text = JSON.stringify([key.kid, key.pem])
    const known = unique.get(text)
    unique.set(
      text,
      known ? { ...known, algorithms: [...new Set([...known.algorithms, ...key.algorithms])] } : key,
    )
  }
  return [...unique.values()]
}
