import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'
import { DEFAULT_PORT, type OriginHeaders } from './calling-origin.js'

/** The headers of a request, as `node:http` gives them. */
export interface RequestHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Names and values in turn, each line as received; absent from some stand-ins for requests. */
  readonly rawHeaders?: readonly string[]
}

/**
 * Headers by their names in lower case, as `node:http` has them. A name in two spellings is a header sent
 * twice.
 *
 * @throws {AsapGuardError} `request_invalid` for what cannot be read: it must not mean that there are none.
 */
export function lowerCaseHeaders(headers: object): RequestHeaders['headers'] {
  const lines = new Map<string, string[]>()
  for (const [name, value] of entriesOf(headers)) {
    if (value === undefined) continue
    const key = name.toLowerCase()
    const known = lines.get(key) ?? []
    for (const line of [value].flat()) known.push(String(line))
    lines.set(key, known)
  }
  return Object.fromEntries(
    [...lines].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function entriesOf(headers: object): readonly (readonly [string, unknown])[] {
  if (Symbol.iterator in headers) {
    const entries = [...(headers as Headers)]
    if (entries.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string')) return entries
  } else if (!('get' in headers && typeof headers.get === 'function')) {
    return Object.entries(headers)
  }
  throw new AsapGuardError(
    'request_invalid',
    '`headers` must be an object as node:http has it, or Headers: a flat list belongs into `rawHeaders`',
  )
}

/**
 * Every line of a header. Node itself keeps the first of two `Referer` or `Authorization` lines and drops the
 * other.
 */
export function linesOf({ headers, rawHeaders }: RequestHeaders, name: string): readonly string[] {
  const value = ownMember(headers, name)
  if (value === undefined) return []
  // What an earlier middleware wrote into `headers` counts, as text, unless the header was sent twice.
  if (rawHeaders && isRepeated(rawHeaders, name))
    return rawHeaders.filter((_, index) => index % 2 === 1 && isLine(rawHeaders, index - 1, name))
  // Stryker disable next-line ConditionalExpression,StringLiteral: a text is told apart only to save time.
  return typeof value === 'string' ? [value] : [value].flat().map(String)
}

function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let lines = 0
  for (let index = 0; index < rawHeaders.length; index += 2) if (isLine(rawHeaders, index, name)) lines += 1
  return lines > 1
}

function isLine(rawHeaders: readonly string[], index: number, name: string): boolean {
  const written = rawHeaders[index] as string
  // Stryker disable next-line ConditionalExpression: it only saves time, for most lines are of other headers.
  if (written.length !== name.length) return false
  return written.toLowerCase() === name
}

/**
 * The headers that name the calling site. Two lines of one are joined as in RFC 9110 §5.3, and no origin
 * comes out.
 */
export function originHeaders(request: RequestHeaders): OriginHeaders {
  if (ownMember(request.headers, 'origin') !== undefined)
    return { origin: linesOf(request, 'origin').join(', ') }
  const lines = linesOf(request, 'referer')
  return { origin: undefined, referer: lines.length > 0 ? lines.join(', ') : undefined }
}

/**
 * {@link originHeaders}, but for calls of the help desk's own pages. Where such a page hides its address
 * (helmet's default is `no-referrer`), there is neither Origin nor Referer, or `Origin: null` with its forms.
 * Fetch Metadata and `Host` then show that the page calls where it came from: docs/what-browsers-send.md.
 */
export function headersOfSite(request: RequestHeaders, selfOrigin: string | undefined): OriginHeaders {
  const said = originHeaders(request)
  const isHidden = said.origin === undefined ? said.referer === undefined : said.origin === 'null'
  return selfOrigin !== undefined && isHidden && isOwnCall(request, selfOrigin)
    ? { origin: selfOrigin }
    : said
}

function isOwnCall(request: RequestHeaders, selfOrigin: string): boolean {
  if (ownMember(request.headers, 'sec-fetch-site') !== 'same-origin') return false
  const hosts = linesOf(request, 'host')
  if (hosts.length !== 1) return false
  const sent = (hosts[0] as string).toLowerCase()
  const { protocol, host } = new URL(selfOrigin)
  return sent === host || sent === `${host}:${DEFAULT_PORT[protocol]}`
}

/**
 * What only browsers send (https://w3c.github.io/webappsec-fetch-metadata/). `Sec-Fetch-Mode` is not among
 * them: Node's own `fetch` sends it as well.
 */
const SIGNS_OF_BROWSER = ['sec-fetch-site', 'sec-fetch-dest', 'sec-fetch-user', 'sec-fetch-storage-access']

/** Pages can hide Origin and Referer, but not Fetch Metadata. */
export function isFromBrowser({ headers }: RequestHeaders): boolean {
  return ['origin', ...SIGNS_OF_BROWSER].some((name) => ownMember(headers, name) !== undefined)
}
