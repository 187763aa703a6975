import { LRUCache } from 'lru-cache'
import { type Moment, now, secondsSince } from '../clock.js'
import { AsapGuardError } from '../errors.js'
import { type LoadTenant, loadTenant } from './load.js'

export interface TenantSettings<Configuration> {
  readonly load: LoadTenant<Configuration>
  /** How many configurations are kept, the least recently used leaving first. */
  readonly maxTenants: number
  /** Seconds that a configuration is fresh. After that it is loaded again in the background. */
  readonly maxAge: number
  /** Seconds past `maxAge` that the last good configuration serves while `load` fails. */
  readonly staleFor: number
  /** Told of every load that failed, whether a request was refused for it or not. */
  readonly onFailure: (tenant: string, error: AsapGuardError) => void
}

export interface Tenants<Configuration> {
  /**
   * The configuration of a tenant, at once where it is at hand.
   *
   * @throws {AsapGuardError} `tenant_unknown` or `tenant_unavailable`.
   */
  find(tenant: string): Configuration | Promise<Configuration>
  /** Drops one configuration, or all. What is being loaded just now is not kept either. */
  reload(tenant?: string): void
}

/** A load that failed is repeated after this many seconds at the earliest, by the next request. */
const RETRY_AFTER = 1

/** Seconds after a failed load in which no request waits for another: during an outage nobody is held up. */
const NO_WAIT_AFTER = 60

/** How many failures are remembered. */
const MOST_FAILURES = 1000

/** How many loads may be under way at once of tenants never seen before, and as many of the others. */
const MOST_LOADS = 1000

/** How many tenants are known to exist, at the least. */
const FEWEST_SEEN = 10_000

interface Loaded<Configuration> {
  readonly configuration: Configuration
  /** When its load began: what changed after that is not in it. */
  readonly since: Moment
}

interface Failed {
  readonly error: AsapGuardError
  readonly at: Moment
}

/**
 * The configurations of many tenants: each loaded once for all who wait, and served stale while `load` fails.
 */
export function tenants<Configuration>(settings: TenantSettings<Configuration>): Tenants<Configuration> {
  const { load, maxTenants, maxAge, staleFor, onFailure } = settings
  const loaded = new LRUCache<string, Loaded<Configuration>>({ max: maxTenants })
  // Apart from the good ones: a flood of names that do not exist must not push those out.
  const failed = new LRUCache<string, Failed>({ max: MOST_FAILURES })
  const seen = new LRUCache<string, true>({ max: Math.max(maxTenants, FEWEST_SEEN) })
  const loading = new Map<string, Promise<Configuration>>()
  const underWay = { seen: 0, unseen: 0 }

  function find(tenant: string): Configuration | Promise<Configuration> {
    const known = loaded.get(tenant)
    const age = known === undefined ? Number.POSITIVE_INFINITY : secondsSince(known.since)
    if (known && age < maxAge) return known.configuration

    const failure = failed.get(tenant)
    const sinceFailure = failure === undefined ? Number.POSITIVE_INFINITY : secondsSince(failure.at)
    const isUsable = known !== undefined && mayServe(known)
    if (failure && sinceFailure < RETRY_AFTER) {
      if (isUsable) return known.configuration
      // An error of its own for each request: what one does with it must not show in another.
      const { code, detail, cause } = failure.error
      throw new AsapGuardError(code, detail, { cause })
    }
    const reloaded = loadOnce(tenant)
    if (!isUsable) return reloaded
    const served = reloaded.catch((error) => {
      // In the meantime it was dropped, by `reload` or as there is no such tenant any more, or it expired.
      if (loaded.peek(tenant) !== known || !mayServe(known)) throw error
      return known.configuration
    })
    if (age >= 2 * maxAge && sinceFailure >= NO_WAIT_AFTER) return served
    // Nobody waits for this promise, and Node ends the process when such a promise rejects.
    served.catch(() => {})
    return known.configuration
  }

  function mayServe({ since }: Loaded<Configuration>): boolean {
    return secondsSince(since) < maxAge + staleFor
  }

  function loadOnce(tenant: string): Promise<Configuration> {
    const earlier = loading.get(tenant)
    if (earlier) return earlier
    const kind = seen.has(tenant) ? 'seen' : 'unseen'
    if (underWay[kind] >= MOST_LOADS) return Promise.reject(tooManyLoads())

    const since = now()
    underWay[kind] += 1
    const started: Promise<Configuration> = loadTenant(load, tenant)
      .finally(() => {
        underWay[kind] -= 1
      })
      .then(
        (configuration) => {
          keep(tenant, started, () => {
            loaded.set(tenant, { configuration, since })
            // Stryker disable next-line BooleanLiteral: nobody asks for more than whether it is there.
            seen.set(tenant, true)
            failed.delete(tenant)
          })
          return configuration
        },
        (error: AsapGuardError) => {
          keep(tenant, started, () => {
            failed.set(tenant, { error, at: now() })
            if (error.code === 'tenant_unknown') loaded.delete(tenant)
          })
          onFailure(tenant, error)
          throw error
        },
      )
    loading.set(tenant, started)
    return started
  }

  /**
   * What a load brought is not kept when `reload` dropped it in the meantime: it may be older than the
   * change.
   */
  function keep(tenant: string, load: Promise<Configuration>, store: () => void): void {
    if (loading.get(tenant) !== load) return
    loading.delete(tenant)
    store()
  }

  return {
    find,
    reload(tenant) {
      for (const kept of [loaded, failed, loading]) {
        if (tenant === undefined) kept.clear()
        else kept.delete(tenant)
      }
    },
  }
}

function tooManyLoads(): AsapGuardError {
  const underWay = `${MOST_LOADS} loads of configurations are under way`
  const detail = `${underWay}: is the database slow, or is this a flood?`
  return new AsapGuardError('tenant_unavailable', detail)
}
