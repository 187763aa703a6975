import { type Moment, now, secondsSince } from '../../clock.js'
import { AsapGuardError } from '../../errors.js'
import type { KeyHint, KeySource } from '../key-source.js'
import { publishKeys } from './events.js'
import { type KeySet, keySet } from './key-set.js'
import { type JwksLocation, loadJwks } from './load.js'
import { JwksProblem } from './problem.js'

/** All in seconds. */
export interface JwksSettings extends JwksLocation {
  /** How long a set is fresh. */
  readonly maxAge: number
  /** How long past `maxAge` the last good set serves while it cannot be refreshed. */
  readonly staleFor: number
  /** Shortest time between fetches that unknown key names cause. */
  readonly cooldown: number
}

/** The pause after a failed fetch, in seconds, before it doubles. */
const FIRST_PAUSE = 0.5

interface Failure {
  /** What went wrong and what to check. */
  readonly reason: string
  readonly cause: unknown
  readonly at: Moment
  /** How long nothing but an unknown key name or `ready` causes another fetch, in seconds. */
  readonly pause: number
}

/** What a fetch has brought. It never rejects: nobody may be there to catch it. */
type Outcome = { readonly set: KeySet } | { readonly failure: Failure }

/**
 * The keys of a JWK Set, kept whole. Requests drive it: one that finds the set past `maxAge` has it refreshed behind its
 * back, and no timer runs while nobody asks. There is one fetch at a time; those whom it concerns wait for it together,
 * and a token whose key is at hand never waits.
 */
export function jwksKeys(settings: JwksSettings): KeySource {
  const { algorithms, maxAge, cooldown } = settings
  // A query may hold an API key.
  const [uri] = settings.uri.split('?', 1) as [string]
  const longestAge = maxAge + settings.staleFor

  /** A set is as old as the beginning of its fetch. */
  let last: { readonly set: KeySet; readonly since: Moment } | undefined
  let failure: Failure | undefined
  let failures = 0
  let fetching: Promise<Outcome> | undefined
  let latestFetch: Moment | undefined

  const isPausing = () => failure !== undefined && secondsSince(failure.at) < failure.pause
  const isCoolingDown = () => latestFetch !== undefined && secondsSince(latestFetch) < cooldown

  function usableSet(): KeySet | undefined {
    if (last === undefined) return undefined
    const age = secondsSince(last.since)
    if (age >= longestAge) return undefined
    if (age >= maxAge && !isPausing()) void refresh()
    return last.set
  }

  function refresh(): Promise<Outcome> {
    fetching ??= fetchSet().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  async function fetchSet(): Promise<Outcome> {
    const since = now()
    latestFetch = since
    try {
      const { keys, skipped } = await loadJwks(settings)
      last = { set: keySet(keys, last?.set), since }
      failure = undefined
      failures = 0
      publishKeys(() => [
        { event: 'refreshed', uri, kids: keys.map(({ kid }) => kid) },
        ...skipped.map((member) => ({ event: 'skipped', uri, ...member }) as const),
      ])
      return { set: last.set }
    } catch (error) {
      const problem =
        error instanceof JwksProblem ? error : new JwksProblem(`cannot be read (${error})`, { cause: error })
      const reason = `${uri} ${problem.message}`
      failure = { reason, cause: problem.cause ?? problem, at: now(), pause: pauseAfter(failures, cooldown) }
      failures += 1
      publishKeys(() => {
        const age = last && secondsSince(last.since)
        const isStale = age !== undefined && age >= maxAge && age < longestAge
        return [{ event: 'failed', uri, reason }, ...(isStale ? [{ event: 'stale', uri, age } as const] : [])]
      })
      return { failure }
    }
  }

  async function afterFetch(hint: KeyHint) {
    const outcome = await refresh()
    if ('failure' in outcome) throw unavailable(outcome.failure)
    return outcome.set.find(hint)
  }

  return {
    algorithms,
    find(hint) {
      const set = usableSet()
      if (set === undefined) {
        if (failure && isPausing() && !fetching) throw unavailable(failure)
        return afterFetch(hint)
      }
      // A fetch under way may bring the key, whatever caused it; it costs nothing to wait for its end.
      if (!set.knows(hint.kid) && (fetching || !isCoolingDown())) return afterFetch(hint)
      return set.find(hint)
    },
    holds: (key) => usableSet()?.has(key) ?? false,
    async ready() {
      if (usableSet()) return
      const outcome = await refresh()
      if ('failure' in outcome) throw unavailable(outcome.failure)
    },
  }
}

/** Each failure doubles the pause; the jitter keeps the instances of a backend from asking in step. */
function pauseAfter(failures: number, longest: number): number {
  return Math.min(FIRST_PAUSE * 2 ** failures, longest) * (0.5 + Math.random() / 2)
}

/** One error a request: they may end up in different logs, with different stacks. */
function unavailable({ reason, cause }: Failure): AsapGuardError {
  return new AsapGuardError('keys_unavailable', reason, { cause })
}
