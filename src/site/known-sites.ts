import type { OriginHeaders } from './calling-origin.js'
import { type Site, type SiteSettings, siteOf } from './site.js'

/** How many origins are remembered: a few sites call all day long, and `*.` may stand for many. */
const MOST_KNOWN = 200

/** {@link siteOf} for one configuration. */
export type SiteFor = (headers: OriginHeaders, fromBrowser: boolean) => Site

/** {@link siteOf} with a memory for approved origins. The decision depends on the header alone, so it cannot go stale. */
export function knownSites(settings: SiteSettings): SiteFor {
  const known = new Map<string, Site>()
  return function siteFor(headers, fromBrowser) {
    const { origin } = headers
    const remembered = origin === undefined ? undefined : known.get(origin)
    if (remembered) return remembered
    const site = siteOf(settings, headers, fromBrowser)
    if (origin !== undefined && site.standing === 'approved') {
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(origin, site)
    }
    return site
  }
}
