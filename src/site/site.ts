import type { Domain } from '../domains/domains.js'
import { callingOrigin, type OriginHeaders } from './calling-origin.js'
import { matchOrigin, type OriginErrorCode } from './origin.js'

/** Who may call. */
export interface WhitelistSettings {
  readonly domains: readonly Domain[]
  readonly selfOrigin?: string | undefined
  /** Apps, and the origins that their web views have; `undefined`: no app may call. */
  readonly apps?: { readonly origins: readonly string[] } | undefined
}

export interface SiteSettings extends WhitelistSettings {
  readonly reportOnly: boolean
}

/** Where a request comes from, and what follows from it. */
export type Site =
  /** Listed, with the entry that it matched, or `selfOrigin`. */
  | {
      readonly standing: 'approved'
      readonly origin: string
      readonly domain?: Domain | undefined
      readonly code?: undefined
    }
  /**
   * `app`: nothing shows that a browser sent the request, or the origin is a listed web view. Then the token
   * must say that it is an app's. `refused`: no token helps. `reported`: it would be refused but for
   * `reportOnly`. `code` is what a refusal says.
   */
  | {
      readonly standing: 'app' | 'refused' | 'reported'
      readonly origin?: string | undefined
      readonly domain?: undefined
      readonly code: OriginErrorCode
    }

/** @param fromBrowser whether Fetch Metadata shows that a browser sent the request */
export function callingSite(settings: SiteSettings, headers: OriginHeaders, fromBrowser: boolean): Site {
  const site = strictSite(settings, headers)
  if (site.standing === 'approved') return site

  const { origin } = headers
  const { apps, reportOnly } = settings
  if (apps?.origins.some((listed) => listed === origin)) {
    return { standing: 'app', origin, code: 'origin_not_whitelisted' }
  }
  if (apps && site.code === 'origin_missing' && !fromBrowser) return { standing: 'app', code: site.code }
  return reportOnly ? reported(site) : site
}

/** What the whitelist says of a site, whatever `reportOnly` and `apps` would let pass. */
export function strictSite(settings: WhitelistSettings, headers: OriginHeaders): Site {
  const calling = callingOrigin(headers)
  return calling.code === undefined ? siteAt(settings, calling.url) : { standing: 'refused', ...calling }
}

function siteAt({ domains, selfOrigin }: WhitelistSettings, url: URL): Site {
  const { origin } = url
  if (origin === selfOrigin) return { standing: 'approved', origin }
  const decision = matchOrigin(domains, url)
  if (decision.allowed) return { standing: 'approved', origin, domain: decision.domain }
  return { standing: 'refused', origin, code: decision.code }
}

/** An opaque or malformed origin is refused all the same: nobody could approve it. */
function reported(site: Extract<Site, { code: OriginErrorCode }>): Site {
  const canBeApproved = site.code !== 'origin_opaque' && site.code !== 'origin_malformed'
  return canBeApproved ? { ...site, standing: 'reported' } : site
}
