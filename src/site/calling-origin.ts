/** The two headers that say where a request came from, as received. */
export interface OriginHeaders {
  /** `Origin` (RFC 6454 §7). Two lines of it are one string joined with `", "`, which is malformed. */
  readonly origin?: string
  /** `Referer` (RFC 9110 §10.1.3). Two lines of it are one string joined with `", "`, which is malformed. */
  readonly referer?: string
}

/** What the headers say, before any whitelist is asked: an origin, or why there is none. */
export type CallingOrigin =
  | { readonly url: URL; readonly code?: undefined }
  | { readonly code: 'origin_missing' | 'origin_opaque' | 'origin_malformed' }

/**
 * The origin that the headers name. `Origin` decides alone where it is present; `Referer` is asked only where it is
 * absent, as in a same-origin GET, and never as a second chance.
 */
export function callingOrigin({ origin, referer }: OriginHeaders): CallingOrigin {
  if (origin !== undefined) {
    if (origin === 'null') return { code: 'origin_opaque' }
    const url = parsedUrl(origin)
    return url?.origin === origin ? { url } : { code: 'origin_malformed' }
  }
  if (referer !== undefined) {
    const url = parsedUrl(referer)
    return url && isSerialised(url, referer) ? { url } : { code: 'origin_malformed' }
  }
  return { code: 'origin_missing' }
}

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** Scheme, authority and rest (RFC 3986 §3). User information and backslashes have no place in an authority here. */
const HTTP_URL = /^https?:\/\/([^/?#@\\]+)(.*)$/is

/** ASCII without spaces and controls: lower-casing would turn KELVIN SIGN into a `k`. */
const VISIBLE_ASCII = /^[!-~]+$/

/** The ports that the URL parser leaves out. */
export const DEFAULT_PORT: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' }

/** Whether the URL parser changed nothing but letter case, the default port and a missing slash. */
function isSerialised({ protocol, hostname, host, href }: URL, text: string): boolean {
  const [, authority, rest] = HTTP_URL.exec(text) ?? []
  if (authority === undefined || rest === undefined || !VISIBLE_ASCII.test(authority)) return false
  const written = authority.toLowerCase()
  if (written !== host && written !== `${hostname}:${DEFAULT_PORT[protocol]}`) return false
  return href === `${protocol}//${host}${rest.startsWith('/') ? '' : '/'}${rest}`
}
