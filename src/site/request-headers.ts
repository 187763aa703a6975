import type { OriginHeaders } from './calling-origin.js'

/** The headers of a request, as `node:http` gives them. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Every line of every header; absent from some stand-ins for requests. */
  readonly headersDistinct?: Readonly<Record<string, readonly string[] | undefined>>
}

/** Every line of a header. Node itself keeps the first of two `Referer` or `Authorization` lines and drops the other. */
export function linesOf({ headers, headersDistinct }: RequestHeaders, name: string): readonly string[] {
  const value = headers[name]
  if (value === undefined) return []
  // What an earlier middleware wrote into `headers` counts, unless the header was sent twice.
  const sent = headersDistinct?.[name] ?? []
  if (sent.length > 1) return sent
  return typeof value === 'string' ? [value] : value
}

/** The headers that name the calling site; of two lines of one, joined as in RFC 9110 §5.3, no origin comes out. */
export function originHeaders(request: RequestHeaders): OriginHeaders {
  return { origin: joined(linesOf(request, 'origin')), referer: joined(linesOf(request, 'referer')) }
}

const joined = (lines: readonly string[]) => (lines.length === 0 ? undefined : lines.join(', '))

/** Pages can hide Origin and Referer, but not Fetch Metadata (https://w3c.github.io/webappsec-fetch-metadata/). */
export function isFromBrowser({ headers }: RequestHeaders): boolean {
  return Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))
}
