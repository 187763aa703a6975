import { AsapGuardError } from '../../errors.js'
import type { KeySource } from '../key-source.js'
import type { KeySet } from './key-set.js'
import { type Failure, type JwksSettings, KeySetRefresher } from './key-set-refresher.js'

/**
 * The keys of a JWK Set, which is kept whole. Only requests and `ready` cause fetches; there is no timer. If
 * the set is past `maxAge`, a request starts a refresh and does not wait for it. If it is past twice
 * `maxAge`, the request waits: otherwise a key that was withdrawn during a quiet hour would work once more.
 * If the refresh fails, the last good set is used, and for a minute no request waits because it is old.
 */
export function jwksKeys(settings: JwksSettings): KeySource {
  const { algorithms, maxAge, staleFor } = settings
  const refresher = new KeySetRefresher(settings)

  /** The last good set, if it is young enough to be used. Starts a refresh if the set is past `maxAge`. */
  function usableSet(): KeySet | undefined {
    const { age } = refresher
    if (age < maxAge) return refresher.set
    if (age >= maxAge + staleFor) return undefined
    if (!refresher.isPausing) void refresher.refresh()
    return refresher.set
  }

  /** Whether a request must wait for the refresh that is under way. */
  function mustWait(): boolean {
    return refresher.isFetching && refresher.age >= 2 * maxAge && !refresher.isDown
  }

  /**
   * The set after a refresh. If the refresh fails, the last good set is used if it has a key of this name.
   */
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
      // An unknown key may be in the set that is being fetched, so its token waits for that fetch.
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
    atHand: () => refresher.set?.keys ?? [],
    async ready() {
      if (usableSet() === undefined || mustWait()) await refreshedSet()
    },
  }
}

/** Makes an error for each request, because handlers may change the error that they get. */
function unavailable({ reason, cause }: Failure): AsapGuardError {
  return new AsapGuardError('keys_unavailable', reason, { cause })
}
