import { AsapGuardError } from '../errors.js'
import type { Algorithm } from './algorithms.js'
import type { KeyHint, KeySource, VerificationKey } from './key-source.js'

/**
 * Keys that stand in the configuration. A token that names one of them is tried with it alone, any other token with the
 * keys that have no name. Where no such key can serve it, a token may still fit the only public key that does; a secret
 * that has a name is for tokens that say it.
 */
export function configuredKeys(keys: readonly VerificationKey[]): KeySource {
  const nameless = keys.filter(({ kid }) => kid === undefined)
  const isSecret = keys.some(({ key }) => key.type === 'secret')

  function find({ alg, kid }: KeyHint): readonly VerificationKey[] {
    const named = keys.filter((key) => key.kid === kid && kid !== undefined)
    if (named.length > 0) return serving(named, alg)
    if (isSecret && nameless.length > 0) return serving(nameless, alg)
    const able = ableTo(alg, nameless)
    if (able.length > 0) return able
    // Where all public keys have names, a kid that none of them has means a key that is not there.
    const mayBeAny = !isSecret && (kid === undefined || nameless.length > 0)
    return [onlyKeyFor(alg, mayBeAny ? keys : [])]
  }

  return {
    algorithms: [...new Set(keys.flatMap(({ algorithms }) => algorithms))],
    find,
    holds: () => true,
    ready: async () => {},
  }
}

const ableTo = (alg: Algorithm, keys: readonly VerificationKey[]) =>
  keys.filter(({ algorithms }) => algorithms.includes(alg))

function serving(keys: readonly VerificationKey[], alg: Algorithm): readonly VerificationKey[] {
  const able = ableTo(alg, keys)
  if (able.length === 0) throw new AsapGuardError('token_algorithm', `no key for this token may serve ${alg}`)
  return able
}

/** The key for a token that names none: that is clear only where one key of the set can serve its algorithm. */
export function onlyKeyFor(alg: Algorithm, keys: readonly VerificationKey[]): VerificationKey {
  const able = ableTo(alg, keys)
  if (able[0] && able.length === 1) return able[0]
  throw new AsapGuardError(
    'token_key_unknown',
    `${able.length} keys can serve ${alg} and fit the kid of this token; one must`,
  )
}
