import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'
import type { OriginHeaders } from './calling-origin.js'
import { meantOrigin } from './meant-origin.js'

/** The header that names the calling site, one of the two, for messages: as much of it as holds no secret. */
export function quotedSite({ origin, referer }: OriginHeaders): string {
  if (origin === undefined) return `Referer ${quoted(splitAddress(referer as string).site)}`
  const { site, rest } = splitAddress(origin)
  return `Origin ${quoted(`${site}${rest.length > 1 ? `${rest.charAt(0)}…` : rest}`)}`
}

/** Scheme and host of an address, and the rest, which may hold a secret. So may a text that is no address. */
function splitAddress(address: string): { readonly site: string; readonly rest: string } {
  // At most three schemes, as in `view-source:blob:https://...`: V8 would need memory for each of any number.
  const match =
    /^((?:[a-z][a-z0-9+.-]*:){1,3}[/\\]*)([^/\\?#]*)/is.exec(address) ??
    (meantOrigin(address) === undefined ? null : /()([^/?#]*)/.exec(address))
  if (match === null) return { site: address && NO_ADDRESS, rest: '' }
  const [start, scheme, authority] = match as unknown as [start: string, scheme: string, authority: string]
  const site = `${scheme}${authority.replace(/^.*@/s, '')}`
  return looksLikeToken(site) ? { site: NO_ADDRESS, rest: '' } : { site, rest: address.slice(start.length) }
}

const NO_ADDRESS = '(no address)'
