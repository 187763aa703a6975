import { parse } from 'tldts'
import { SUFFIX_PARENTS } from './suffix-parents.js'

/**
 * Where a host stands in the Public Suffix List (https://publicsuffix.org/list/), its ICANN and its private
 * section. Anyone can register a name under a `suffix`. A name `below` one has an owner. The list does not
 * know `unknown` ones.
 */
export type SuffixStanding = 'suffix' | 'below' | 'unknown'

/** `host` is a normalised DNS name: lower-case A-labels, no trailing dot. */
export function suffixStanding(host: string): SuffixStanding {
  const suffix = publicSuffix(host)
  if (suffix === undefined) return 'unknown'
  return suffix === host ? 'suffix' : 'below'
}

/**
 * Whether whoever owns `host` also owns `subdomain`, a name below it. Nobody does where the public suffix of
 * the subdomain is longer than the host: `evil.s3.amazonaws.com` belongs to a customer of amazonaws.com.
 */
export function ownsSubdomain(host: string, subdomain: string): boolean {
  const suffix = publicSuffix(subdomain)
  return suffix === undefined || suffix.length < host.length
}

/** Whether some names below `host` are public suffixes, though it is none itself: `amazonaws.com`. */
export function hasSuffixesBelow(host: string): boolean {
  return SUFFIX_PARENTS.has(host)
}

/** `undefined` if no rule of the list applies. */
function publicSuffix(host: string): string | undefined {
  const { publicSuffix, isIcann, isPrivate } = parse(host, {
    // Without the private section foo.github.io would belong to github.io, and so would its neighbours.
    allowPrivateDomains: true,
    // tldts would otherwise pick a host out of anything that looks like a URL.
    extractHostname: false,
  })
  return isIcann || isPrivate ? (publicSuffix ?? undefined) : undefined
}
