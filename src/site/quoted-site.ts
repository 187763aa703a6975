import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'
import type { OriginHeaders } from './calling-origin.js'
import { meantOrigin } from './meant-origin.js'

/** The header that names the calling site, with as much of its value as holds no secret, for messages. */
export function quotedSite({ origin, referer }: OriginHeaders): string {
  if (origin === undefined) return `Referer ${quoted(splitAddress(referer).site)}`
  const { site, rest } = splitAddress(origin)
  return `Origin ${quoted(`${site}${rest.length > 1 ? `${rest.charAt(0)}…` : rest}`)}`
}

/** Scheme and host of an address, and the rest, which may hold a secret. So may a text that is no address. */
function splitAddress(address = ''): { readonly site: string; readonly rest: string } {
  // At most three schemes, as in `view-source:blob:https://...`: V8 would need memory for each of any number.
  const [start, scheme = '', authority = ''] =
    /^((?:[a-z][a-z0-9+.-]*:){1,3}[/\\]*)([^/\\?#]*)/is.exec(address) ??
    (meantOrigin(address) === undefined ? [] : /^()([^/?#]*)/.exec(address)) ??
    []
  const site = `${scheme}${authority.replace(/^.*@/s, '')}`
  if (start === undefined || looksLikeToken(site)) return { site: address && NO_ADDRESS, rest: '' }
  return { site, rest: address.slice(start.length) }
}

const NO_ADDRESS = '(no address)'
