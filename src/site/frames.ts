import { type Domain, parseDomains } from '../domains/domains.js'
import { LOOPBACK_HOSTS } from '../loopback.js'

/**
 * The `frame-ancestors` directive (CSP Level 3 §6.4.2) that lets exactly the whitelisted sites frame a page.
 * Loopback hosts may use http as well. `[::1]` is left out, because the grammar of CSP has no IPv6 addresses.
 *
 * @param domains what `parseDomains` returned. Any other list is validated first; an empty one lets nobody.
 * @throws {AsapConfigError} if `domains` cannot be a whitelist: nothing else may end up in a policy.
 */
export function frameAncestors(domains: readonly Domain[]): string {
  return framingPolicy(domains.length === 0 ? [] : parseDomains(domains, { allowInternalHosts: true }))
}

/** The same for a list that was validated. */
export function framingPolicy(domains: readonly Domain[]): string {
  const sources = domains.flatMap(hostSources)
  return `frame-ancestors ${sources.length > 0 ? sources.join(' ') : "'none'"}`
}

function hostSources(domain: Domain): string[] {
  if (domain.startsWith('[')) return []
  const https = `https://${domain}`
  return LOOPBACK_HOSTS.has(domain.replace(/:[^:]*$/, '')) ? [https, `http://${domain}`] : [https]
}
