import { subscribe } from 'node:diagnostics_channel'
import {
  type AsapDecision,
  type AsapGuardErrorCode,
  checkOrigin,
  type Domain,
  safeParseDomains,
} from 'asap-guard'

export interface RefusedSite {
  origin: string
  code: AsapGuardErrorCode
  /** What to approve, so that the site is let in; undefined if nothing would, as for an http site. */
  domain: Domain | undefined
  times: number
  lastAt: Date
}

export interface RefusedSites {
  /** Those of one tenant, latest first. */
  of(tenant: string): RefusedSite[]
  /** Forgets those that `domains` would let in. */
  forget(tenant: string, domains: readonly Domain[]): void
}

/** How many sites of a tenant are kept. Anyone can send requests with invented origins. */
const MOST_SITES = 20

/**
 * Listens to the guard's decisions and keeps, for each tenant, the sites that its whitelist refused lately.
 */
export function collectRefusedSites(): RefusedSites {
  // Only tenants that exist get an entry: for others the guard refuses before it looks at the origin.
  const tenants = new Map<string, Map<string, RefusedSite>>()
  const sitesOf = (tenant: string) => tenants.get(tenant) ?? new Map<string, RefusedSite>()

  subscribe('asap-guard:decision', (message) => {
    const { code, origin, tenant } = message as AsapDecision
    if (code !== 'origin_not_whitelisted' || origin === undefined || tenant === undefined) return
    const sites = sitesOf(tenant)
    const { domain, times } = sites.get(origin) ?? { domain: domainOf(origin), times: 0 }
    sites.delete(origin)
    sites.set(origin, { origin, code, domain, times: times + 1, lastAt: new Date() })
    const [oldest] = sites.keys()
    if (sites.size > MOST_SITES && oldest !== undefined) sites.delete(oldest)
    tenants.set(tenant, sites)
  })

  return {
    of: (tenant) => [...sitesOf(tenant).values()].reverse(),
    forget(tenant, domains) {
      const sites = sitesOf(tenant)
      for (const origin of sites.keys()) if (checkOrigin(domains, { origin }).allowed) sites.delete(origin)
    },
  }
}

function domainOf(origin: string): Domain | undefined {
  const entry = safeParseDomains([new URL(origin).host])
  return entry.success && checkOrigin(entry.data, { origin }).allowed ? entry.data[0] : undefined
}
