/** An address without query and fragment, normalised: addresses that mean the same are spelt the same. */
export interface HttpUri {
  /** Scheme, host and port: `https://api.example.com`. */
  readonly origin: string
  readonly path: string
}

/** RFC 3986 appendix B, for what has an authority: scheme, authority and path. */
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i

/** RFC 3986 §3.2, without user information: host and port. */
const AUTHORITY = /^(\[[^\]]*\]|[^:@[\]]+)(?::(\d*))?$/

const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['https', '443'],
])

/** Normalises an address (RFC 3986 §6.2.2, §6.2.3). `undefined` for what is no absolute URI with a host. */
export function normalizedUri(uri: string): HttpUri | undefined {
  const parts = PARTS.exec(uri)
  if (parts === null) return undefined
  const [, written, authority, path] = parts as string[] as [string, string, string, string]
  const hostAndPort = AUTHORITY.exec(authority)
  if (hostAndPort === null) return undefined
  const [, host, port = ''] = hostAndPort as string[] as [string, string, string?]
  const scheme = written.toLowerCase()
  const place = `${scheme}://${decodedUnreserved(host).toLowerCase()}`
  const isDefaultPort = port === '' || port === DEFAULT_PORTS.get(scheme)
  return {
    origin: isDefaultPort ? place : `${place}:${port}`,
    path: withoutDotSegments(decodedUnreserved(path)),
  }
}

const ENCODED = /%[0-9a-f]{2}/gi
/** What needs no encoding (RFC 3986 §2.3). */
const UNRESERVED = /[\w.~-]/

/** Decodes what need not be encoded, and puts the rest in upper case (RFC 3986 §6.2.2.1, §6.2.2.2). */
function decodedUnreserved(text: string): string {
  return text.replace(ENCODED, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return UNRESERVED.test(character) ? character : encoded.toUpperCase()
  })
}

/**
 * Takes `.` and `..` out of a path that begins with a slash (RFC 3986 §5.2.4). An empty one becomes a slash
 * (§6.2.3).
 */
function withoutDotSegments(path: string): string {
  const [, ...segments] = path.split('/')
  const kept: string[] = []
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  const last = segments.at(-1)
  const endsInDots = last === '.' || last === '..'
  return `/${kept.join('/')}${endsInDots && kept.length > 0 ? '/' : ''}`
}

/** What the target of a request to a proxy has before its path (RFC 9112 §3.2.2). */
const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

/**
 * The public address of a request, not yet normalised. The path is appended, never resolved:
 * `//evil.example/x` is a path.
 *
 * @param base the public address of the backend's root, without a slash at its end
 * @param target what the request line holds; of an absolute address the path alone counts
 * @returns `undefined` if the target has no path.
 */
export function requestUri(base: string, target: string): string | undefined {
  const local = target.replace(ABSOLUTE_FORM, '')
  const path = local.replace(/[?#].*/s, '')
  if (path.startsWith('/')) return base + path
  return local === target ? undefined : `${base}/`
}
