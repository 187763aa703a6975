import { type Domain, parseDomains } from '../domains/domains.js'
import { type EntryParts, entryParts } from '../domains/entry-parts.js'
import { LONGEST_NAME } from '../domains/host-name.js'
import { ownsSubdomain } from '../domains/public-suffix.js'
import type { AsapGuardErrorCode } from '../errors.js'
import { isHttpsOrLoopback } from '../loopback.js'
import { callingOrigin, DEFAULT_PORT, type OriginHeaders } from './calling-origin.js'

export type OriginErrorCode = Extract<AsapGuardErrorCode, `origin_${string}`>

/** Whether a site is approved, and by which entry of the whitelist. */
export type OriginDecision =
  | { readonly allowed: true; readonly origin: string; readonly domain: Domain }
  | { readonly allowed: false; readonly code: OriginErrorCode }

/**
 * Whether a request with these headers comes from one of `domains`. Nothing else of a request is read.
 *
 * @param domains what `parseDomains` returned. Any other list is validated first.
 * @throws {AsapConfigError} if `domains` cannot be a whitelist.
 */
export function checkOrigin(domains: readonly Domain[], headers: OriginHeaders): OriginDecision {
  const patterns = patternsOf(domains)
  const calling = callingOrigin(headers)
  return calling.code === undefined ? match(patterns, calling.url) : { allowed: false, code: calling.code }
}

/** The second half of {@link checkOrigin}: whether `url`, as read from a request, is of an approved site. */
export const matchOrigin = (domains: readonly Domain[], url: URL): OriginDecision =>
  match(patternsOf(domains), url)

/** An entry of the whitelist, taken apart. */
export interface Pattern extends EntryParts {
  readonly domain: Domain
}

/** Only frozen lists are remembered: another list may change after it was taken apart. */
const remembered = new WeakMap<readonly Domain[], readonly Pattern[]>()

/** The entries of a whitelist, taken apart once. */
export function patternsOf(domains: readonly Domain[]): readonly Pattern[] {
  const known = remembered.get(domains)
  if (known) return known
  const patterns = parseDomains(domains, { allowInternalHosts: true }).map(patternOf)
  if (Object.isFrozen(domains)) remembered.set(domains, patterns)
  return patterns
}

const patternOf = (domain: Domain): Pattern => ({ domain, ...entryParts(domain) })

function match(patterns: readonly Pattern[], url: URL): OriginDecision {
  const { protocol, hostname, port, origin } = url
  const sameHost = patterns.filter((pattern) => matchesHost(pattern, hostname))
  if (sameHost.length === 0) return { allowed: false, code: 'origin_not_whitelisted' }
  if (!isHttpsOrLoopback(url)) return { allowed: false, code: 'origin_insecure' }
  const defaultPort = DEFAULT_PORT[protocol]
  const entry = sameHost.find(
    (pattern) => pattern.port === '*' || (pattern.port ?? defaultPort) === (port || defaultPort),
  )
  return entry
    ? { allowed: true, origin, domain: entry.domain }
    : { allowed: false, code: 'origin_not_whitelisted' }
}

/**
 * More than can be listed: browsers do call from subdomains with underscores, or hyphens at a label's end.
 */
const CALLING_LABELS = /^(?:[a-z0-9_-]{1,63}\.)+$/

/** Whether an entry stands for a host, whatever the port. */
export function matchesHost({ host, wildcard }: Pattern, calling: string): boolean {
  if (!wildcard) return calling === host
  if (calling.length > LONGEST_NAME || !calling.endsWith(`.${host}`)) return false
  return CALLING_LABELS.test(calling.slice(0, -host.length)) && ownsSubdomain(host, calling)
}
