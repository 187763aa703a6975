import { AsapGuardError } from '../errors.js'
import type { Algorithm } from './algorithms.js'
import type { KeyHint, KeySource, VerificationKey } from './key-source.js'

/**
 * Keys that stand in the configuration. A token that names one of them is tried with that key alone. Any
 * other token is tried with the keys that have no name. If none of those serves its algorithm, it is tried
 * with the only public key that does. A secret with a name is used only for tokens that name it.
 */
export function configuredKeys(keys: readonly VerificationKey[]): KeySource {
  const nameless = keys.filter(({ kid }) => kid === undefined)
  // Stryker disable next-line MethodExpression: either all keys are secrets, or none is.
  const isSecret = keys.some(({ key }) => key.type === 'secret')

  function find({ alg, kid }: KeyHint): readonly VerificationKey[] {
    const named = keys.filter((key) => key.kid === kid && kid !== undefined)
    if (named.length > 0) return serving(named, alg)
    if (isSecret && nameless.length > 0) return serving(nameless, alg)
    const able = ableTo(alg, nameless)
    if (able.length > 0) return able
    // If all public keys have names, a token with another kid was signed with a key that is not in the list.
    const mayBeAny = !isSecret && (kid === undefined || nameless.length > 0)
    return [onlyKeyFor(alg, mayBeAny ? keys : [])]
  }

  return {
    algorithms: [...new Set(keys.flatMap(({ algorithms }) => algorithms))],
    find,
    holds: () => true,
    atHand: () => keys,
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

/** The key for a token that names none of `keys`. Exactly one of them must serve its algorithm. */
export function onlyKeyFor(alg: Algorithm, keys: readonly VerificationKey[]): VerificationKey {
  const able = ableTo(alg, keys)
  if (able[0] && able.length === 1) return able[0]
  throw new AsapGuardError(
    'token_key_unknown',
    `${able.length} keys can serve ${alg} and fit the kid of this token; one must`,
  )
}
