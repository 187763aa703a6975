import type { OriginHeaders } from './calling-origin.js'

/** The headers of a request, as `node:http` gives them. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Names and values in turn, each line as received; absent from some stand-ins for requests. */
  readonly rawHeaders?: readonly string[]
}

/** Every line of a header. Node itself keeps the first of two `Referer` or `Authorization` lines and drops the other. */
export function linesOf({ headers, rawHeaders = [] }: RequestHeaders, name: string): readonly string[] {
  const value = headers[name]
  if (value === undefined) return []
  // What an earlier middleware wrote into `headers` counts, unless the header was sent twice.
  if (isRepeated(rawHeaders, name))
    return rawHeaders.filter((_, index) => index % 2 === 1 && isLine(rawHeaders, index - 1, name))
  return typeof value === 'string' ? [value] : value
}

function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let lines = 0
  for (let index = 0; index < rawHeaders.length; index += 2) if (isLine(rawHeaders, index, name)) lines += 1
  return lines > 1
}

/** Lengths are compared first: most lines are of other headers. */
function isLine(rawHeaders: readonly string[], index: number, name: string): boolean {
  const written = rawHeaders[index] as string
  return written.length === name.length && written.toLowerCase() === name
}

/**
 * The headers that name the calling site. Two lines of one are joined as in RFC 9110 §5.3, and no origin comes out; with
 * `Origin`, Node does that itself.
 */
export function originHeaders(request: RequestHeaders): OriginHeaders {
  const { origin } = request.headers
  if (origin !== undefined) return { origin: String(origin) }
  const lines = linesOf(request, 'referer')
  return { referer: lines.length > 1 ? lines.join(', ') : lines[0] }
}

/** Pages can hide Origin and Referer, but not Fetch Metadata (https://w3c.github.io/webappsec-fetch-metadata/). */
export function isFromBrowser({ headers }: RequestHeaders): boolean {
  return headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))
}
