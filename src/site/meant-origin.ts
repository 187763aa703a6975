import { LONGEST_NAME } from '../domains/host-name.js'
import { looksLikeToken } from '../looks-like-token.js'
import { isLoopback } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import { callingOrigin } from './calling-origin.js'

/** What people paste is shorter. */
const LONGEST_ADDRESS = 2048

/** What the URL parser drops, or takes for a slash. No address bar shows it. */
const STRANGE_SIGN = /[\\\s\p{Cc}]/u

/** A host with a port or a path behind it, as people write it without a scheme. */
const WITHOUT_SCHEME = /^(?<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost|\[::1\])(?::[0-9]{1,5})?(?:[/?#]|$)/i

/** The URL parser accepts more as a host, such as a comma between two addresses. No site has such a name. */
const PLAIN_HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/

/**
 * The origin that browsers send for an address that stands where an origin belongs:
 * `https://shop.example.com` for `https://shop.example.com/`. `undefined` if they send none for it, or if
 * the text may hold a password or a token.
 */
export function meantOrigin(text: string): string | undefined {
  if (text.length > LONGEST_ADDRESS || STRANGE_SIGN.test(text) || looksLikeToken(text)) return undefined
  const url = parsedUrl(withScheme(text))
  if (url === undefined) return undefined
  const { protocol, host, hostname, username, password } = url
  if (username !== '' || password !== '') return undefined
  if (hostname.length > LONGEST_NAME || !PLAIN_HOST.test(hostname)) return undefined
  const origin = `${protocol}//${host}`
  return callingOrigin({ origin }).code === 'origin_malformed' ? undefined : origin
}

function withScheme(text: string): string {
  const { host } = WITHOUT_SCHEME.exec(text)?.groups ?? {}
  if (host === undefined) return text
  return `${isLoopback(host.toLowerCase()) ? 'http' : 'https'}://${text}`
}
