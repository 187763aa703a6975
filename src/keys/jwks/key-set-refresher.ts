import { type Moment, now, secondsSince } from '../../clock.js'
import type { Algorithm } from '../algorithms.js'
import { publishKeys } from './events.js'
import type { JwksLocation } from './fetch-members.js'
import { createKeySet, type KeySet } from './key-set.js'
import { loadKeys } from './load-keys.js'
import { JwksProblem } from './problem.js'

/** All in seconds. */
export interface JwksSettings extends JwksLocation {
  /** What each key is narrowed to. */
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
  /** How long nothing but an unknown key name or `ready` causes another fetch, in seconds. */
  readonly pause: number
}

/** What a fetch came to. The promise of it never rejects, since nobody may be there to catch it. */
export type Refresh = { readonly set: KeySet } | { readonly failure: Failure }

/** How long a failed fetch says that the endpoint is down, in seconds. No pause is longer. */
const OUTAGE = 60

/** The pause after a failed fetch, in seconds, before it doubles. */
const FIRST_PAUSE = 0.5

/** Fetches a JWK Set again and again, one fetch at a time, and keeps the last good set and the latest failure. */
export class KeySetRefresher {
  readonly #settings: JwksSettings
  readonly #uri: string
  #set: KeySet | undefined
  /** A set is as old as the beginning of its fetch. */
  #since: Moment | undefined
  #failure: Failure | undefined
  #failures = 0
  #fetching: Promise<Refresh> | undefined
  #latestFetch: Moment | undefined

  constructor(settings: JwksSettings) {
    this.#settings = settings
    // A query may hold an API key.
    this.#uri = settings.uri.split('?', 1)[0] as string
  }

  /** The last good set, however old. */
  get set(): KeySet | undefined {
    return this.#set
  }

  /** Of the last good set, in seconds. */
  get age(): number {
    return this.#since ? secondsSince(this.#since) : Number.POSITIVE_INFINITY
  }

  /** Why there is no newer set; `undefined` when the latest fetch was good. */
  get failure(): Failure | undefined {
    return this.#failure
  }

  get isFetching(): boolean {
    return this.#fetching !== undefined
  }

  /** Whether a fetch failed so lately that another is not due yet. */
  get isPausing(): boolean {
    return this.#failure !== undefined && secondsSince(this.#failure.at) < this.#failure.pause
  }

  /** Whether a fetch failed so lately that the next is likely to fail, too. */
  get isDown(): boolean {
    return this.#failure !== undefined && secondsSince(this.#failure.at) < OUTAGE
  }

  /** Whether unknown key names cause no fetch yet. */
  get isCoolingDown(): boolean {
    return this.#latestFetch !== undefined && secondsSince(this.#latestFetch) < this.#settings.cooldown
  }

  /** Joins the fetch that is under way, or starts one. */
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

/** Each failure doubles the pause; the jitter keeps the instances of a backend from asking in step. */
function pauseAfter(failures: number, longest: number): number {
  return Math.min(FIRST_PAUSE * 2 ** failures, longest) * (0.5 + Math.random() / 2)
}
