import { AsapGuardError } from '../../errors.js'
import { onlyKeyFor } from '../configured-keys.js'
import type { KeyHint, VerificationKey } from '../key-source.js'
import type { JwksKey } from './usable-keys.js'

/** The keys of one JWK Set. It never changes: a refresh makes a new one. */
export interface KeySet {
  readonly keys: readonly JwksKey[]
  has(key: VerificationKey): boolean
  /** Whether a key has this name. True for `undefined`: a token without kid names no unknown key. */
  knows(kid: string | undefined): boolean
  /** @throws {AsapGuardError} `token_key_unknown` or `token_algorithm`. */
  find(hint: KeyHint): readonly VerificationKey[]
}

/**
 * @param previous the set that this one replaces. A key that is in both sets is the same object in both, so
 * that tokens that were verified with it stay remembered.
 */
export function createKeySet(loaded: readonly JwksKey[], previous?: KeySet): KeySet {
  const old = new Map(previous?.keys.map((key) => [textOf(key), key]))
  const keys = loaded.map((key) => old.get(textOf(key)) ?? key)
  const all = new Set<VerificationKey>(keys)
  const named = new Map<JwksKey['kid'], JwksKey[]>()
  for (const key of keys) named.set(key.kid, [...(named.get(key.kid) ?? []), key])

  return {
    keys,
    has: (key) => all.has(key),
    knows: (kid) => kid === undefined || named.has(kid),
    find({ alg, kid }) {
      if (kid === undefined) return [onlyKeyFor(alg, keys)]
      const candidates = named.get(kid)
      if (candidates === undefined)
        throw new AsapGuardError('token_key_unknown', 'the key set has no key with the kid of this token')
      const able = candidates.filter(({ algorithms }) => algorithms.includes(alg))
      if (able.length > 0) return able
      const served = candidates.flatMap(({ algorithms }) => algorithms).join(', ')
      throw new AsapGuardError('token_algorithm', `the key that this token names serves ${served}`)
    },
  }
}

/** Two keys have the same text if they have the same name, algorithms and key material. */
const textOf = ({ kid, algorithms, pem }: JwksKey) => JSON.stringify([kid, algorithms, pem])
