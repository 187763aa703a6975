import { LRUCache } from 'lru-cache'
import { type Moment, now, secondsSince } from '../clock.js'
import { AsapConfigError, AsapGuardError } from '../errors.js'
import { inTime } from '../in-time.js'

export interface TenantSettings<Configuration> {
  /** Loads what a tenant is configured with; `undefined` if there is no such tenant. */
  readonly load: (tenant: string) => PromiseLike<Configuration | undefined>
  /** How many configurations are kept, the least recently used leaving first. */
  readonly maxTenants: number
  /** Seconds that a configuration is fresh. Past it, it is loaded anew behind the requests. */
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

interface Loaded<Configuration> {
  readonly configuration: Configuration
  /** When its load began: what changed after that is not in it. */
  readonly since: Moment
}

interface Failed {
  readonly error: AsapGuardError
  readonly at: Moment
}

/** The configurations of many tenants: each loaded once for all who wait, and served stale while `load` fails. */
export function tenants<Configuration>(settings: TenantSettings<Configuration>): Tenants<Configuration> {
  const { load, maxTenants, maxAge, staleFor, onFailure } = settings
  const loaded = new LRUCache<string, Loaded<Configuration>>({ max: maxTenants })
  // Apart from the good ones: a flood of names that do not exist must not push those out.
  const failed = new LRUCache<string, Failed>({ max: 1000 })
  const loading = new Map<string, Promise<Configuration>>()

  function find(tenant: string): Configuration | Promise<Configuration> {
    const known = loaded.get(tenant)
    const age = known === undefined ? Number.POSITIVE_INFINITY : secondsSince(known.since)
    if (known && age < maxAge) return known.configuration

    const failure = failed.get(tenant)
    const mayLoad = failure === undefined || secondsSince(failure.at) >= RETRY_AFTER
    if (known && age < maxAge + staleFor) {
      // Whoever waits for this load hears of its failure; if nobody does, onFailure has.
      if (mayLoad) loadOnce(tenant).catch(() => {})
      return known.configuration
    }
    if (mayLoad) return loadOnce(tenant)
    // An error of its own for each request: what one does with it must not show in another.
    const { code, detail, cause } = failure.error
    throw new AsapGuardError(code, detail, { cause })
  }

  function loadOnce(tenant: string): Promise<Configuration> {
    const underWay = loading.get(tenant)
    if (underWay) return underWay
    const since = now()
    const started: Promise<Configuration> = attempt(load, tenant).then(
      (configuration) => {
        keep(tenant, started, () => {
          loaded.set(tenant, { configuration, since })
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

  /** What a load brought is not kept when `reload` dropped it in the meantime: it may be older than the change. */
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

/** How long a load may take, in milliseconds. */
const TIMEOUT = 10_000

async function attempt<Configuration>(load: TenantSettings<Configuration>['load'], tenant: string) {
  let configuration: Configuration | undefined
  try {
    configuration = await inTime(load(tenant), TIMEOUT)
  } catch (cause) {
    // Of other errors nothing is repeated here: a database may name its password in one.
    const detail = cause instanceof AsapConfigError ? cause.message : '`load` failed: see `cause`'
    throw new AsapGuardError('tenant_unavailable', detail, { cause })
  }
  if (configuration !== undefined) return configuration
  throw new AsapGuardError('tenant_unknown', '`load` knows no tenant of this name')
}

/** @throws {AsapGuardError} `tenant_unknown` when the backend names no tenant, `tenant_unavailable` when it fails to. */
export function tenantName(tenantOf: () => unknown): string {
  let tenant: unknown
  try {
    tenant = tenantOf()
  } catch (cause) {
    throw new AsapGuardError('tenant_unavailable', '`tenant` threw', { cause })
  }
  if (typeof tenant === 'string') return tenant
  if (tenant === undefined)
    throw new AsapGuardError('tenant_unknown', '`tenant` named no tenant for this request')
  if (tenant instanceof Promise) tenant.catch(() => {})
  throw new AsapGuardError('tenant_unavailable', '`tenant` must return a string or undefined, at once')
}
