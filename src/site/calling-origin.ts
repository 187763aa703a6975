import { parsedUrl } from '../parsed-url.js'

/** The two headers that say where a request came from, as received. */
export interface OriginHeaders {
  /** `Origin` (RFC 6454 §7). Two lines of it are one string joined with `", "`, which is malformed. */
  readonly origin?: string | undefined
  /** `Referer` (RFC 9110 §10.1.3). Two lines of it are one string joined with `", "`, which is malformed. */
  readonly referer?: string | undefined
}

/** What the headers say, before any whitelist is asked: an origin, or why there is none. */
export type CallingOrigin =
  | { readonly url: URL; readonly code?: undefined }
  /** An origin of another scheme than those of web sites: no entry of the whitelist can stand for it. */
  | { readonly code: 'origin_not_whitelisted'; readonly origin: string }
  | { readonly code: 'origin_missing' | 'origin_opaque' | 'origin_malformed' }

/**
 * The origin that the headers name. If `Origin` is present, it decides alone. `Referer` is read only if
 * there is no `Origin`, as in a same-origin GET, and never as a second chance.
 */
export function callingOrigin({ origin, referer }: OriginHeaders): CallingOrigin {
  if (origin !== undefined) {
    if (origin === 'null') return { code: 'origin_opaque' }
    const url = parsedUrl(origin)
    if (url?.origin === origin) return { url }
    return url && isForeign(url, origin)
      ? { code: 'origin_not_whitelisted', origin }
      : { code: 'origin_malformed' }
  }
  if (referer !== undefined) {
    const url = parsedUrl(referer)
    return url && isSerialised(url, referer) ? { url } : { code: 'origin_malformed' }
  }
  return { code: 'origin_missing' }
}

/**
 * `scheme://host[:port]` in lower case, as browsers write the origin of an app's web view or an extension.
 */
const FOREIGN_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?$/

/**
 * Whether `text` is a serialised origin of another scheme than those of web sites. `URL.origin` is "null"
 * for all of them. The URL parser adds a slash to the schemes that it knows, `file:` among them, so `href`
 * differs for those.
 */
function isForeign({ href }: URL, text: string): boolean {
  return href === text && FOREIGN_ORIGIN.test(text)
}

/** Scheme, authority and rest (RFC 3986 §3). User information and backslashes do not match. */
const HTTP_URL = /^https?:\/\/([^/?#@\\]+)(.*)/is

/** Spaces, control characters, and what is not ASCII. Lower-casing would turn KELVIN SIGN into a `k`. */
const NO_VISIBLE_ASCII = /[^!-~]/

/** The ports that the URL parser leaves out. */
export const DEFAULT_PORT: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' }

/** Whether the URL parser has changed nothing but letter case, the default port and a missing slash. */
function isSerialised({ protocol, hostname, host, href }: URL, text: string): boolean {
  const match = HTTP_URL.exec(text)
  if (match === null) return false
  const [, authority, rest] = match as unknown as [text: string, authority: string, rest: string]
  if (NO_VISIBLE_ASCII.test(authority)) return false
  const written = authority.toLowerCase()
  if (written !== host && written !== `${hostname}:${DEFAULT_PORT[protocol]}`) return false
  return href === `${protocol}//${host}${rest.startsWith('/') ? '' : '/'}${rest}`
}
