import type { Domain } from '../domains/domains.js'
import { quoted } from '../quoted.js'
import { describeAppOrigin } from './app-origin.js'
import type { OriginHeaders } from './calling-origin.js'
import { meantOrigin } from './meant-origin.js'
import { matchOrigin, type OriginErrorCode } from './origin.js'
import { quotedSite } from './quoted-site.js'
import { strictSite, type WhitelistSettings } from './site.js'
import { whitelistNearMiss } from './whitelist-near-miss.js'

/**
 * The decision about a site, with a sentence for people: why it was taken, and what would change a refusal.
 */
export type OriginExplanation =
  | {
      readonly allowed: true
      readonly origin: string
      readonly domain: Domain | undefined
      readonly reason: string
    }
  | { readonly allowed: false; readonly code: OriginErrorCode; readonly reason: string }

/** What the whitelist says of a site, whatever `reportOnly` and `apps` would let pass. */
export function explainOrigin(settings: WhitelistSettings, headers: OriginHeaders): OriginExplanation {
  const site = strictSite(settings, headers)
  if (site.code !== undefined)
    return { allowed: false, code: site.code, reason: refusalReason(settings, site.code, headers) }
  const { origin, domain } = site
  return { allowed: true, origin, domain, reason: `${origin} ${admission(domain)}` }
}

const admission = (domain: Domain | undefined) =>
  domain === undefined ? 'is `selfOrigin`.' : `matches the approved domain ${domain}.`

/**
 * Why a site was refused, and the fix. What the request said is quoted with control characters escaped, and
 * cut where it is long. The text tells what the whitelist holds, so it is for operators alone.
 */
export function refusalReason(
  settings: WhitelistSettings,
  code: OriginErrorCode,
  headers: OriginHeaders,
): string {
  switch (code) {
    case 'origin_missing':
      return MISSING
    case 'origin_opaque':
      return OPAQUE
    case 'origin_malformed':
      return `${quotedSite(headers)} ${malformed(settings, headers)}`
    case 'origin_insecure':
      return `${quotedSite(headers)} ${insecure(settings, callingUrl(headers))}`
    case 'origin_not_whitelisted':
      return `${quotedSite(headers)} ${notWhitelisted(settings, callingUrl(headers))}`
  }
}

const MISSING =
  'There is neither Origin nor Referer: a page with Referrer-Policy no-referrer ' +
  '(set "strict-origin-when-cross-origin"), a proxy or CDN that strips them (let it pass them on), ' +
  'or no browser (for an app, see the option `apps`).'

const OPAQUE =
  'Origin is "null": a sandboxed frame, a file or a data URL. Serve the page from an approved https host.'

/** The address of a refused page. Its header parses, or the code would be `origin_malformed`. */
const callingUrl = ({ origin, referer }: OriginHeaders) => new URL((origin ?? referer) as string)

/** An address in place of an origin stays refused. The reader learns what would happen to its origin. */
function malformed(settings: WhitelistSettings, { origin: address }: OriginHeaders): string {
  const origin = address === undefined ? undefined : meantOrigin(address)
  if (origin === undefined) return 'is not what a browser on a web site sends, or was sent twice.'
  const { code, domain } = strictSite(settings, { origin })
  const url = new URL(origin)
  const refusal = code === 'origin_insecure' ? insecure(settings, url) : notWhitelisted(settings, url)
  const decision = code === undefined ? `allowed: it ${admission(domain)}` : `refused: it ${refusal}`
  return `is an address, not an origin. Browsers send ${quoted(origin)} for it, which would be ${decision}`
}

function insecure({ domains }: WhitelistSettings, url: URL): string {
  const secure = new URL(url)
  secure.protocol = 'https:'
  const fix = 'names an approved host, but only https is approved: serve the page over https.'
  // A page that moves to https may still be on a port that is not approved.
  const nearMiss = matchOrigin(domains, secure).allowed ? undefined : whitelistNearMiss(domains, secure)
  return nearMiss === undefined ? fix : `${fix} ${nearMiss}`
}

function notWhitelisted({ domains, selfOrigin, apps }: WhitelistSettings, url: URL): string {
  // Not `URL.origin`, which is "null" for the schemes of apps.
  if (apps?.origins.includes(`${url.protocol}//${url.host}`)) return LISTED_APP
  const appOrigin = describeAppOrigin(url)
  if (appOrigin !== undefined) return appOrigin
  const nearMiss = whitelistNearMiss(domains, url) ?? selfOriginNearMiss(selfOrigin, url)
  return `matches none of the approved domains. ${nearMiss ?? 'If the site is yours, add its host to them.'}`
}

const LISTED_APP = 'is listed in `apps.origins`: a call passes if its token carries the claim of `apps`.'

function selfOriginNearMiss(selfOrigin: string | undefined, { hostname }: URL): string | undefined {
  if (selfOrigin === undefined || new URL(selfOrigin).hostname !== hostname) return undefined
  return `\`selfOrigin\` is ${quoted(selfOrigin)}, which differs in scheme or port.`
}
