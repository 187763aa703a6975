import { type Moment, now, secondsSince } from '../../clock.js'
import type { Algorithm } from '../algorithms.js'
import { publishKeys } from './events.js'
import type { JwksLocation } from './fetch-members.js'
import { createKeySet, type KeySet } from './key-set.js'
import { loadKeys } from './load-keys.js'
import { JwksProblem } from './problem.js'

/** How a key set is fetched and kept. All times are in seconds. */
export interface JwksSettings extends JwksLocation {
  /** The algorithms that keys of the set may be used with. */
  readonly algorithms: readonly Algorithm[]
  /** How long a set is fresh. */
  readonly maxAge: number
  /** How long past `maxAge` the last good set serves while it cannot be refreshed. */
  readonly staleFor: number
  /** Shortest time between fetches that unknown key names cause. */
  readonly cooldown: number
}

export interface Failure {
  /** What went wrong and what to check. */
  readonly reason: string
  readonly cause: unknown
  readonly at: Moment
  /** For how many seconds after it no request starts a fetch because the set is old or missing. */
  readonly pause: number
}

/** The result of a fetch. Its promise never rejects, because often nobody waits for it. */
export type Refresh = { readonly set: KeySet } | { readonly failure: Failure }

/** For how many seconds after a failed fetch the endpoint counts as down. */
const OUTAGE = 60

/** The pause after the first failed fetch, in seconds. Each further failure doubles it. */
const FIRST_PAUSE = 0.5

/** Fetches a JWK Set, one fetch at a time, and keeps the last good set and the latest failure. */
export class KeySetRefresher {
  readonly #settings: JwksSettings
  readonly #uri: string
  #set: KeySet | undefined
  /** When the fetch of `#set` began. The age of the set counts from then. */
  #since: Moment | undefined
  #failure: Failure | undefined
  #failures = 0
  #fetching: Promise<Refresh> | undefined
  #latestFetch: Moment | undefined

  constructor(settings: JwksSettings) {
    this.#settings = settings
    // The query is left out of messages, because it may hold an API key.
    this.#uri = settings.uri.split('?', 1)[0] as string
  }

  /** The last good set, however old. */
  get set(): KeySet | undefined {
    return this.#set
  }

  /** The age of the last good set in seconds, infinite if there is none. */
  get age(): number {
    return this.#since ? secondsSince(this.#since) : Number.POSITIVE_INFINITY
  }

  /** Why the latest fetch failed. `undefined` if it was good. */
  get failure(): Failure | undefined {
    return this.#failure
  }

  get isFetching(): boolean {
    return this.#fetching !== undefined
  }

  /** Whether the pause after a failed fetch is not over yet. */
  get isPausing(): boolean {
    return this.#failure !== undefined && secondsSince(this.#failure.at) < this.#failure.pause
  }

  /**
   * Whether a fetch failed within the last minute, so that waiting for the next one is likely to be in vain.
   */
  get isDown(): boolean {
    return this.#failure !== undefined && secondsSince(this.#failure.at) < OUTAGE
  }

  /** Whether the last fetch began so recently that an unknown kid may not cause another. */
  get isCoolingDown(): boolean {
    return this.#latestFetch !== undefined && secondsSince(this.#latestFetch) < this.#settings.cooldown
  }

  /** Starts a fetch, unless one is under way. All callers get the result of the same fetch. */
  refresh(): Promise<Refresh> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined
    })
    return this.#fetching
  }

  async #fetch(): Promise<Refresh> {
    const since = now()
    this.#latestFetch = since
    try {
      const { keys, skipped } = await loadKeys(this.#settings, this.#settings.algorithms)
      const set = createKeySet(keys, this.#set)
      this.#set = set
      this.#since = since
      this.#failure = undefined
      this.#failures = 0
      publishKeys(() => [
        { event: 'refreshed', uri: this.#uri, kids: keys.map(({ kid }) => kid) },
        ...skipped.map((member) => ({ event: 'skipped', uri: this.#uri, ...member }) as const),
      ])
      return { set }
    } catch (error) {
      return { failure: this.#fail(error) }
    }
  }

  #fail(error: unknown): Failure {
    const { maxAge, staleFor, cooldown } = this.#settings
    const problem =
      error instanceof JwksProblem ? error : new JwksProblem(`cannot be read (${error})`, { cause: error })
    const reason = `${this.#uri} ${problem.message}`
    const pause = pauseAfter(this.#failures, Math.min(cooldown, OUTAGE))
    this.#failure = { reason, cause: problem.cause ?? problem, at: now(), pause }
    this.#failures += 1
    publishKeys(() => {
      const { age } = this
      const isStale = age >= maxAge && age < maxAge + staleFor
      const stale = isStale ? ([{ event: 'stale', uri: this.#uri, age }] as const) : []
      return [{ event: 'failed', uri: this.#uri, reason }, ...stale]
    })
    return this.#failure
  }
}

/** Half of the pause is random, so that the instances of a backend do not all fetch at the same moment. */
function pauseAfter(failures: number, longest: number): number {
  return Math.min(FIRST_PAUSE * 2 ** failures, longest) * (0.5 + Math.random() / 2)
}
