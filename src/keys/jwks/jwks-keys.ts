import { AsapGuardError } from '../../errors.js'
import type { KeySource } from '../key-source.js'
import type { KeySet } from './key-set.js'
import { type Failure, type JwksSettings, KeySetRefresher } from './key-set-refresher.js'

/**
 * The keys of a JWK Set, kept whole. Requests drive it, and no timer runs while nobody asks. A set past `maxAge` is
 * refreshed behind the request. A set past twice `maxAge` is refreshed first: after a quiet hour a key that was
 * withdrawn must not work once more. While the endpoint is down, requests go on with the last good set and do not wait.
 */
export function jwksKeys(settings: JwksSettings): KeySource {
  const { algorithms, maxAge, staleFor } = settings
  const refresher = new KeySetRefresher(settings)

  /** The last good set while it may serve. One that is past `maxAge` has its refresh under way. */
  function usableSet(): KeySet | undefined {
    const { age } = refresher
    if (age < maxAge) return refresher.set
    if (age >= maxAge + staleFor) return undefined
    if (!refresher.isPausing) void refresher.refresh()
    return refresher.set
  }

  /** Whether the usable set is too old to judge by before its refresh has come to an end. */
  function mustWait(): boolean {
    return refresher.isFetching && refresher.age >= 2 * maxAge && !refresher.isDown
  }

  /** The set after a refresh or, if that fails, the last good one, as long as it knows the key that is looked for. */
  async function refreshedSet(kid?: string): Promise<KeySet> {
    const refresh = await refresher.refresh()
    if ('set' in refresh) return refresh.set
    const set = usableSet()
    if (set?.knows(kid)) return set
    throw unavailable(refresh.failure)
  }

  return {
    algorithms,
    find(hint) {
      const set = usableSet()
      const { failure, isFetching, isPausing, isCoolingDown } = refresher
      if (set === undefined && failure && isPausing && !isFetching) throw unavailable(failure)
      // A fetch that is under way may bring an unknown key, whatever caused it; waiting for it costs nothing more.
      const isWorthAFetch = !set?.knows(hint.kid) && (isFetching || !isCoolingDown)
      if (set === undefined || isWorthAFetch || mustWait())
        return refreshedSet(hint.kid).then((refreshed) => refreshed.find(hint))
      return set.find(hint)
    },
    holds(key) {
      const set = usableSet()
      if (set === undefined) return false
      return mustWait() ? refreshedSet().then((refreshed) => refreshed.has(key)) : set.has(key)
    },
    async ready() {
      if (usableSet() === undefined || mustWait()) await refreshedSet()
    },
  }
}

/** One error a request: they may end up in different logs, with different stacks. */
function unavailable({ reason, cause }: Failure): AsapGuardError {
  return new AsapGuardError('keys_unavailable', reason, { cause })
}
