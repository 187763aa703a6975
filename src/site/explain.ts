import type { Domain } from '../domains/domains.js'
import { quoted } from '../quoted.js'
import type { OriginHeaders } from './calling-origin.js'
import type { OriginErrorCode } from './origin.js'
import { type SiteSettings, siteOf } from './site.js'

/** The decision about a site, with a sentence for people: why it was taken and, if it was refused, what would change it. */
export type OriginExplanation =
  | {
      readonly allowed: true
      readonly origin: string
      readonly domain: Domain | undefined
      readonly reason: string
    }
  | { readonly allowed: false; readonly code: OriginErrorCode; readonly reason: string }

/** What the whitelist says of a site, whatever `reportOnly` and `apps` would let pass. */
export function explainOrigin(settings: SiteSettings, headers: OriginHeaders): OriginExplanation {
  const site = siteOf({ ...settings, reportOnly: false, nativeApps: false }, headers, true)
  if (site.code !== undefined)
    return { allowed: false, code: site.code, reason: refusalReason(site.code, headers) }
  const { origin = '', domain } = site
  const reason =
    domain === undefined ? `${origin} is \`selfOrigin\`.` : `${origin} matches the approved domain ${domain}.`
  return { allowed: true, origin, domain, reason }
}

/** Why a site was refused. What the request said is quoted with control characters escaped, and cut where it is long. */
export function refusalReason(code: OriginErrorCode, { origin, referer }: OriginHeaders): string {
  const said =
    origin === undefined ? `Referer ${quoted(withoutPath(referer))}` : `Origin ${quoted(withoutPath(origin))}`
  switch (code) {
    case 'origin_missing':
      return 'There is neither Origin nor Referer: a page with Referrer-Policy no-referrer, or not a browser.'
    case 'origin_opaque':
      return 'Origin is "null": a sandboxed frame, a file or a data URL. Serve the page from an approved https host.'
    case 'origin_malformed':
      return `${said} is not what a browser on a web site sends, or was sent twice.`
    case 'origin_insecure':
      return `${said} names an approved host, but only https is approved: serve the page over https.`
    case 'origin_not_whitelisted':
      return `${said} matches none of the approved domains. If the site is yours, add its host to them.`
  }
}

/** Scheme and host of an address. The rest may hold what no log should, as may a text that is no address at all. */
function withoutPath(address = ''): string {
  if (address === '') return address
  // Three schemes, as of `view-source:blob:https://...`; any number would cost V8 memory for each.
  const [, scheme, authority = ''] = /^((?:[a-z][a-z0-9+.-]*:){1,3}[/\\]*)([^/\\?#]*)/is.exec(address) ?? []
  return scheme === undefined ? NO_ADDRESS : `${scheme}${authority.replace(/^.*@/s, '')}`
}

const NO_ADDRESS = '(no address)'
