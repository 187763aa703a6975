import { createPublicKey } from 'node:crypto'
import type { Algorithm } from '../algorithms.js'
import { judgeKey } from '../judge-key.js'
import type { KeyProblem, VerificationKey } from '../key-source.js'
import type { SkippedMember } from './members.js'
import type { SigningKey } from './signing-keys.js'

/** A key of a JWK Set. */
export interface JwksKey extends VerificationKey {
  /** The key as a PEM (SPKI). Two keys with the same PEM are the same key. */
  readonly pem: string
}

export interface UsableKeys {
  readonly keys: readonly JwksKey[]
  readonly skipped: readonly SkippedMember[]
}

/**
 * Judges the keys that jwks-rsa has made. jwks-rsa itself accepts weak keys, keys whose `alg` does not fit
 * them, and several keys with one `kid`.
 *
 * @param allowed the algorithms that keys of the set may be used with.
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

function judged({ kid, alg, getPublicKey }: SigningKey, allowed: readonly Algorithm[]): JwksKey | KeyProblem {
  const pem = getPublicKey()
  const key = judgeKey(createPublicKey(pem), kid, alg)
  if ('problem' in key) return key
  const algorithms = key.algorithms.filter((algorithm) => allowed.includes(algorithm))
  if (algorithms.length === 0) return { problem: `fits none of ${allowed.join(', ')}` }
  return { ...key, algorithms, pem }
}

/**
 * The keys that share their `kid` with another key of their type. They are all skipped: a token with that
 * `kid` could mean any of them. An RSA key and an EC key may share a `kid` (RFC 7517 §4.5): the `alg` of the
 * token tells which one it means.
 */
function ambiguousAmong(keys: readonly JwksKey[]): ReadonlySet<JwksKey> {
  const named = keys.filter(({ kid }) => kid !== undefined)
  const nameOf = ({ kid, key }: JwksKey) => `${key.asymmetricKeyType} ${kid}`
  const pems = new Map(named.map((key) => [nameOf(key), new Set<string>()]))
  const pemsOf = (key: JwksKey) => pems.get(nameOf(key)) as Set<string>
  for (const key of named) pemsOf(key).add(key.pem)
  return new Set(named.filter((key) => pemsOf(key).size > 1))
}

/** Makes one key of a key that is listed several times, for example once for each of its algorithms. */
function withoutRepetition(keys: readonly JwksKey[]): readonly JwksKey[] {
  const unique = new Map<string, JwksKey>()
  for (const key of keys) {
    const text = JSON.stringify([key.kid, key.pem])
    const algorithms = [...(unique.get(text)?.algorithms ?? []), ...key.algorithms]
    unique.set(text, { ...key, algorithms: [...new Set(algorithms)] })
  }
  return [...unique.values()]
}
