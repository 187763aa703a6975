import { AsapGuardError } from '../../errors.js'
import { onlyKeyFor } from '../configured-keys.js'
import type { KeyHint, VerificationKey } from '../key-source.js'

/** The keys of one JWK Set, for looking up. It never changes. */
export interface KeySet {
  readonly keys: readonly VerificationKey[]
  has(key: VerificationKey): boolean
  /** Whether a key has this name. A token without one has nothing that could be unknown. */
  knows(kid: string | undefined): boolean
  /** @throws {AsapGuardError} `token_key_unknown` or `token_algorithm`. */
  find(hint: KeyHint): readonly VerificationKey[]
}

/**
 * @param previous the set that this one replaces. A key that stays is the same object in both, so that what was
 * verified with it can go on being relied on.
 */
export function keySet(loaded: readonly VerificationKey[], previous?: KeySet): KeySet {
  const keys = loaded.map((key) => previous?.keys.find((old) => isSame(old, key)) ?? key)
  const all = new Set(keys)
  const named = new Map(keys.map((key) => [key.kid, key]))

  return {
    keys,
    has: (key) => all.has(key),
    knows: (kid) => kid === undefined || named.has(kid),
    find({ alg, kid }) {
      if (kid === undefined) return [onlyKeyFor(alg, keys)]
      const key = named.get(kid)
      if (key === undefined)
        throw new AsapGuardError('token_key_unknown', 'the key set has no key with the kid of this token')
      if (!key.algorithms.includes(alg)) {
        throw new AsapGuardError(
          'token_algorithm',
          `the key that this token names serves ${key.algorithms.join(', ')}`,
        )
      }
      return [key]
    },
  }
}

function isSame(old: VerificationKey, key: VerificationKey): boolean {
  return old.kid === key.kid && String(old.algorithms) === String(key.algorithms) && old.key.equals(key.key)
}
