import { AsapConfigError } from '../config-error.js'
import { type Domain, parseDomains } from '../domains/domains.js'
import { entryParts } from '../domains/entry-parts.js'
import { isLoopback } from '../loopback.js'

/**
 * The `frame-ancestors` directive (CSP Level 3 §6.4.2) that lets exactly the whitelisted sites frame a page.
 * Loopback hosts may use http as well. `[::1]` is left out, because the grammar of CSP has no IPv6 addresses.
 *
 * @param domains what `parseDomains` returned. Any other list is validated first; an empty one lets nobody.
 * @throws {AsapConfigError} if `domains` cannot be a whitelist, or if CSP cannot name any of them: `[::1]`
 * alone.
 */
export function frameAncestors(domains: readonly Domain[]): string {
  if (Array.isArray(domains) && domains.length === 0) return framingPolicy([])
  const valid = parseDomains(domains, { allowInternalHosts: true })
  if (valid.every(isIPv6)) throw new AsapConfigError([{ path: [], message: NOTHING_TO_NAME }])
  return framingPolicy(valid)
}

const NOTHING_TO_NAME =
  'CSP cannot name [::1], so nobody could frame the page: list localhost or 127.0.0.1 as well'

/** The same for a list that was validated. Where CSP can name none of it, nobody may frame the page. */
export function framingPolicy(domains: readonly Domain[]): string {
  const sources = domains.filter((domain) => !isIPv6(domain)).flatMap(hostSources)
  return `frame-ancestors ${sources.length > 0 ? sources.join(' ') : "'none'"}`
}

const isIPv6 = (domain: Domain) => domain.startsWith('[')

function hostSources(domain: Domain): string[] {
  const https = `https://${domain}`
  return isLoopback(entryParts(domain).host) ? [https, `http://${domain}`] : [https]
}
