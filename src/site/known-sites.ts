import { BoundedMap } from '../bounded-map.js'
import { ownMember } from '../own-member.js'
import { headersOfSite, isFromBrowser, type RequestHeaders } from './request-headers.js'
import { callingSite, type Site, type SiteSettings } from './site.js'

/** How many origins are remembered: a few sites call all day long, and `*.` may stand for many. */
const MOST_KNOWN = 200

/** {@link callingSite} for the requests of one configuration. */
export type SiteFor = (request: RequestHeaders) => Site

/**
 * {@link callingSite} with a memory for approved origins. The header alone decides, so the memory stays
 * right.
 */
export function knownSites(settings: SiteSettings): SiteFor {
  const known = new BoundedMap<unknown, Site>(MOST_KNOWN)
  return function siteFor(request) {
    const origin = ownMember(request.headers, 'origin')
    const remembered = known.get(origin)
    if (remembered) return remembered
    const site = callingSite(settings, headersOfSite(request, settings.selfOrigin), isFromBrowser(request))
    if (site.standing === 'approved' && site.origin === origin) known.set(origin, site)
    return site
  }
}
