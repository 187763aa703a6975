import type { Domain } from '../domains/domains.js'
import { callingOrigin, type OriginHeaders } from './calling-origin.js'
import { matchOrigin, type OriginErrorCode } from './origin.js'

export interface SiteSettings {
  readonly domains: readonly Domain[]
  readonly selfOrigin?: string
  readonly reportOnly: boolean
  /** Whether some calls without an origin are accepted. */
  readonly nativeApps: boolean
}

/** Where a request comes from, and what follows from it. */
export type Site =
  /** Listed, with the entry that it matched, or `selfOrigin`. */
  | {
      readonly standing: 'approved'
      readonly origin: string
      readonly domain?: Domain
      readonly code?: undefined
    }
  /** `native`: no browser shows; the token must say that it is an app's. */
  | {
      readonly standing: 'native'
      readonly origin?: undefined
      readonly domain?: undefined
      readonly code: OriginErrorCode
    }
  /** `refused`: no token helps. `reported`: it would be refused but for `reportOnly`. */
  | {
      readonly standing: 'refused' | 'reported'
      readonly origin?: string
      readonly domain?: undefined
      readonly code: OriginErrorCode
    }

/** @param fromBrowser whether a `Sec-Fetch-*` header shows that a browser sent the request */
export function siteOf(settings: SiteSettings, headers: OriginHeaders, fromBrowser: boolean): Site {
  const calling = callingOrigin(headers)
  if (calling.code === undefined) return siteAt(settings, calling.url)
  const { code } = calling
  if (code === 'origin_not_whitelisted')
    return { standing: settings.reportOnly ? 'reported' : 'refused', origin: calling.origin, code }
  if (code !== 'origin_missing') return { standing: 'refused', code }
  if (settings.nativeApps && !fromBrowser) return { standing: 'native', code }
  return { standing: settings.reportOnly ? 'reported' : 'refused', code }
}

function siteAt({ domains, selfOrigin, reportOnly }: SiteSettings, url: URL): Site {
  const { origin } = url
  if (origin === selfOrigin) return { standing: 'approved', origin }
  const decision = matchOrigin(domains, url)
  if (decision.allowed) return { standing: 'approved', origin, domain: decision.domain }
  return { standing: reportOnly ? 'reported' : 'refused', origin, code: decision.code }
}
