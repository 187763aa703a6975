import { AsapGuardError } from '../errors.js'
import type { Algorithm } from './algorithms.js'
import type { KeySource, VerificationKey } from './key-source.js'

/**
 * Keys that stand in the configuration. A token that names one of them is tried with it alone; any other token with the
 * keys that have no name. Where all public keys have names, a token without one may still fit the only key for its
 * algorithm; a secret that has a name is for tokens that say it.
 */
export function configuredKeys(keys: readonly VerificationKey[]): KeySource {
  const nameless = keys.filter(({ kid }) => kid === undefined)

  return {
    algorithms: [...new Set(keys.flatMap(({ algorithms }) => algorithms))],
    find({ alg, kid }) {
      const named = keys.filter((key) => key.kid === kid && kid !== undefined)
      if (named.length > 0) return serving(named, alg)
      if (nameless.length > 0) return serving(nameless, alg)
      return [onlyKeyFor(alg, kid === undefined ? keys.filter(({ key }) => key.type === 'public') : [])]
    },
    holds: () => true,
    ready: async () => {},
  }
}

function serving(keys: readonly VerificationKey[], alg: Algorithm): readonly VerificationKey[] {
  const able = keys.filter(({ algorithms }) => algorithms.includes(alg))
  if (able.length === 0) throw new AsapGuardError('token_algorithm', `no key for this token may serve ${alg}`)
  return able
}

/** The key for a token without `kid`: that is clear only where one key of the set can serve its algorithm. */
export function onlyKeyFor(alg: Algorithm, keys: readonly VerificationKey[]): VerificationKey {
  const able = keys.filter(({ algorithms }) => algorithms.includes(alg))
  if (able[0] && able.length === 1) return able[0]
  throw new AsapGuardError(
    'token_key_unknown',
    `${able.length} keys can serve ${alg} and fit the kid of this token; one must`,
  )
}
