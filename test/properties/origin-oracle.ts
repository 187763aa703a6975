/**
 * What a whitelist says of a request, written anew from RFC 6454 §6.2 (how an origin is written), RFC 3986 §3
 * and CSP Level 3 §6.7.2.8 (which hosts a source stands for). It has nothing in common with the code that it
 * is compared with: it reads texts by a grammar of its own, without the URL parser.
 */

/** An entry of a whitelist, in parts. */
export interface Entry {
  readonly wildcard: boolean
  /** In lower case, as A-labels. */
  readonly host: string
  readonly port: string | undefined
}

export interface Decision {
  readonly code?: string
  readonly origin?: string
  readonly entry?: Entry
}

/** Where a request came from, or the code for what names no web site. */
type Reading = Place | 'origin_missing' | 'origin_opaque' | 'origin_malformed' | 'origin_not_whitelisted'

interface Place {
  readonly scheme: string
  readonly host: string
  readonly port: string
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  https: '443',
  http: '80',
  wss: '443',
  ws: '80',
  ftp: '21',
}

/** The names and addresses of these kinds that the oracle knows: whether others are valid takes tables. */
export const A_LABEL = 'xn--bcher-kva'
export const IPV6 = ['[::1]', '[2001:db8::1]']

export interface Headers {
  readonly origin?: string | undefined
  readonly referer?: string | undefined
}

export function decide(entries: readonly Entry[], headers: Headers): Decision {
  const place = readHeaders(headers)
  if (typeof place === 'string') return { code: place }
  const origin = written(place)
  const ofHost = entries.filter((entry) => standsForHost(entry, place.host))
  if (ofHost.length === 0) return { code: 'origin_not_whitelisted', origin }
  if (!isSecure(place)) return { code: 'origin_insecure', origin }
  const entry = ofHost.find(({ port = DEFAULT_PORTS[place.scheme] }) => port === '*' || port === place.port)
  return entry ? { origin, entry } : { code: 'origin_not_whitelisted', origin }
}

function readHeaders({ origin, referer }: Headers): Reading {
  if (origin !== undefined) return readOrigin(origin)
  return referer === undefined ? 'origin_missing' : readReferer(referer)
}

function readOrigin(text: string): Reading {
  if (text === 'null') return 'origin_opaque'
  const [, scheme = '', host = '', port] =
    /^([a-z][a-z0-9+.-]*):\/\/(\[.*\]|[^:]*)(?::(.*))?$/s.exec(text) ?? []
  const standard = DEFAULT_PORTS[scheme]
  if (!isPort(port)) return 'origin_malformed'
  if (standard !== undefined)
    return isHost(host) && port !== standard ? { scheme, host, port: port ?? standard } : 'origin_malformed'
  const isForeign = scheme !== '' && scheme !== 'file' && (/^[a-z0-9._-]+$/.test(host) || IPV6.includes(host))
  return isForeign ? 'origin_not_whitelisted' : 'origin_malformed'
}

function readReferer(text: string): Reading {
  const [, scheme = '', host = '', port, rest = ''] =
    /^(https?):\/\/(\[[^/?#]*\]|[^:/?#]*)(?::([^/?#]*))?([/?#].*)?$/is.exec(text) ?? []
  const place = { scheme: scheme.toLowerCase(), host: lowered(host) }
  const standard = DEFAULT_PORTS[place.scheme]
  return standard !== undefined && isHost(place.host) && isPort(port) && isRest(rest)
    ? { ...place, port: port ?? standard }
    : 'origin_malformed'
}

/** ASCII alone: other letters are no spelling of a host. */
const lowered = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Decimal, without a leading zero. */
const isPort = (port: string | undefined) =>
  port === undefined || (/^(?:0|[1-9][0-9]{0,4})$/.test(port) && Number(port) <= 65_535)

/** As a browser writes it: in lower case, decoded, an IPv4 address as four numbers. */
function isHost(host: string): boolean {
  if (host.startsWith('[')) return IPV6.includes(host)
  if (!/^[!"$&'()*+,\-.0-9;=_`a-z{}~]+$/.test(host)) return false
  const labels = host.split('.')
  if (labels.some((label) => label.startsWith('xn--') && label !== A_LABEL)) return false
  const last = labels.findLast((label, index) => label !== '' || index === 0) ?? ''
  const isAddress = /^(?:[0-9]+|0x[0-9a-f]*)$/.test(last) && !/\.\.$/.test(host)
  return (
    !isAddress ||
    (labels.length === 4 &&
      labels.every((label) => /^(?:0|[1-9][0-9]{0,2})$/.test(label) && Number(label) < 256))
  )
}

/** Path, query and fragment as a browser writes them: nothing to encode, no dots to resolve. */
function isRest(rest: string): boolean {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest) ?? []
  const isEncoded = [
    [path, /^[!$%&'()*+,\-./0-9:;=@A-Z[\]_a-z|~]*$/],
    [query, /^[!$%&()*+,\-./0-9:;=?@A-Z[\\\]^_`a-z{|}~]*$/],
    [fragment, /^[!#$%&'()*+,\-./0-9:;=?@A-Z[\\\]^_a-z{|}~]*$/],
  ].every(([part, pattern]) => (pattern as RegExp).test(part as string))
  return isEncoded && !path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
}

const written = ({ scheme, host, port }: Place) =>
  `${scheme}://${host}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`

const isSecure = ({ scheme, host }: Place) =>
  scheme === 'https' ||
  (scheme === 'http' && (/^(?:.*\.)?localhost$/.test(host) || /^(?:127\.0\.0\.1|\[::1\])$/.test(host)))

/** CSP: `*.` stands for one label or more, and never for the name behind it. */
function standsForHost({ wildcard, host }: Entry, calling: string): boolean {
  if (!wildcard) return calling === host
  const behind = host.split('.')
  const labels = calling.split('.')
  const before = labels.slice(0, -behind.length)
  return (
    before.length > 0 &&
    labels.slice(-behind.length).join('.') === host &&
    calling.length <= 253 &&
    before.every((label) => label.length <= 63 && /^[a-z0-9_-]+$/.test(label))
  )
}
