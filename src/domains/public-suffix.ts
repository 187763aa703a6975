import { parse } from 'tldts'

/** Anyone can register a name under a `suffix`; a name `below` one has an owner; other names are `unknown` to the list. */
export type SuffixStanding = 'suffix' | 'below' | 'unknown'

/**
 * Where a host stands in the Public Suffix List (https://publicsuffix.org/list/), its ICANN and its private section.
 * `host` is a normalised DNS name: lower-case A-labels, no trailing dot.
 */
export function suffixStanding(host: string): SuffixStanding {
  const { publicSuffix, isIcann, isPrivate } = parse(host, {
    // Without the private section foo.github.io would belong to github.io, and its neighbours would be one site.
    allowPrivateDomains: true,
    // tldts would otherwise pick a host out of anything that looks like a URL.
    extractHostname: false,
    validateHostname: false,
    detectIp: false,
  })
  if (!isIcann && !isPrivate) return 'unknown'
  return publicSuffix === host ? 'suffix' : 'below'
}
