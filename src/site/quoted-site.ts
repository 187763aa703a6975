import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'
import type { OriginHeaders } from './calling-origin.js'
import { meantOrigin } from './meant-origin.js'

/** Quotes the header that names the calling site, for a message, without what may hold a secret in it. */
export function quotedSite({ origin, referer }: OriginHeaders): string {
  if (origin === undefined) return `Referer ${quoted(splitAddress(referer as string).site)}`
  // Nothing belongs behind the host of an origin: the first sign there shows the mistake.
  const { site, rest } = splitAddress(origin)
  return `Origin ${quoted(`${site}${rest.length > 1 ? `${rest.charAt(0)}…` : rest}`)}`
}

/** Scheme and host of an address, and the rest, which may hold a secret. So may a text that is no address. */
function splitAddress(address: string): { readonly site: string; readonly rest: string } {
  // Three schemes are matched at most, as in `view-source:blob:https://...`. For a long row of schemes, V8
  // would need memory for each.
  const match =
    /^((?:[a-z][a-z0-9+.-]*:){1,3}[/\\]*)([^/\\?#]*)/is.exec(address) ??
    (meantOrigin(address) === undefined ? null : /()([^/?#]*)/.exec(address))
  if (match === null) return { site: address && NO_ADDRESS, rest: '' }
  const [start, scheme, authority] = match as unknown as [start: string, scheme: string, authority: string]
  const site = `${scheme}${authority.replace(/^.*@/s, '')}`
  return looksLikeToken(site) ? { site: NO_ADDRESS, rest: '' } : { site, rest: address.slice(start.length) }
}

const NO_ADDRESS = '(no address)'
