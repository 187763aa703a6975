import { LOOPBACK_HOSTS } from '../loopback.js'
import { normaliseHost, parsedHost } from './host-name.js'
import { suffixStanding } from './public-suffix.js'

/** An entry of the whitelist in normal form: what `parseDomains` returned. */
export type Domain = string & { readonly [domain]: true }
declare const domain: unique symbol

export type ParsedEntry =
  | { readonly domain: Domain }
  | { readonly domain?: undefined; readonly problem: string; readonly suggestion?: string }

/** Long enough for a pasted address, whose host is then suggested. */
const LONGEST_TEXT = 2048

/** `entry = ["*."] host [":" port]`, as in the host-source of CSP Level 3 §2.3.1. Colons inside brackets are IPv6. */
const ENTRY = /^(?<wildcard>\*\.)?(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/s

/** Digits alone, no sign, no leading zero; the range is checked apart. */
const PORT = /^[1-9][0-9]{0,4}$/
const HIGHEST_PORT = 65535

/** An IPv6 address, or what looks like one, without its brackets. */
const IPV6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i

/** What people paste instead of a host, and what to tell them. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'empty: name a host, such as "help.example.com"'],
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'a scheme does not belong here: https is implied'],
  [IPV6, 'an IPv6 address stands in brackets: the loopback one is [::1]'],
  [/[\s\p{Cc}]/u, 'white space or a control character does not belong here'],
  [/@/, 'user information does not belong here'],
  [/[/\\]/, 'a path does not belong here: a whole host is approved, not a part of it'],
  [/[?#]/, 'a query or fragment does not belong here'],
  [/%/, 'percent-encoding does not belong here'],
  [/,|;/, 'one entry is one host: write a list of several strings'],
  [/_/, 'an underscore cannot stand in a host name'],
  [/^\./, 'a leading dot means nothing here: "*." stands for all subdomains'],
  [/\.(?::|$)/, 'a trailing dot does not belong here'],
  [/\.\./, 'an empty label: two dots in a row'],
  [/\*(?!$)|(?<!:)\*$/, '"*" can only stand for all subdomains ("*.example.com") or, for loopback, any port'],
]

/** Parses one entry of the whitelist. A refused one comes with the right spelling, where that can be told. */
export function parseEntry(text: string, allowInternalHosts: boolean): ParsedEntry {
  if (text.length > LONGEST_TEXT) return { problem: `longer than ${LONGEST_TEXT} characters` }
  const entry = parseStrictly(text, allowInternalHosts)
  if (entry.domain !== undefined) return entry
  const suggestion = parseStrictly(tidied(text), allowInternalHosts).domain
  return suggestion === undefined ? entry : { ...entry, suggestion }
}

function parseStrictly(text: string, allowInternalHosts: boolean): ParsedEntry {
  const mistake = MISTAKES.find(([pattern]) => pattern.test(wildcardless(text)))
  if (mistake) return { problem: mistake[1] }
  const parts = ENTRY.exec(text)?.groups ?? {}

  const normalised = normaliseHost(parts.host ?? '')
  if ('problem' in normalised) return normalised
  const { host } = normalised
  const problem =
    portProblem(parts.port, host) ?? ownerProblem(host, parts.wildcard !== undefined, allowInternalHosts)
  if (problem) return { problem }

  const port = parts.port === undefined || parts.port === '443' ? '' : `:${parts.port}`
  return { domain: `${parts.wildcard ?? ''}${host}${port}` as Domain }
}

const wildcardless = (text: string) => (text.startsWith('*.') ? text.slice(2) : text)

function portProblem(port: string | undefined, host: string): string | undefined {
  if (port === undefined) return undefined
  if (port === '*') return LOOPBACK_HOSTS.has(host) ? undefined : 'any port (":*") is for loopback hosts only'
  if (PORT.test(port) && Number(port) <= HIGHEST_PORT) return undefined
  return `a port is a number from 1 to ${HIGHEST_PORT} without sign or leading zero`
}

/** Whether somebody in particular owns the names that the entry stands for. */
function ownerProblem(host: string, wildcard: boolean, allowInternalHosts: boolean): string | undefined {
  if (LOOPBACK_HOSTS.has(host)) return wildcard ? 'a loopback host has no subdomains to approve' : undefined
  const standing = suffixStanding(host)
  // A wildcard rule of the list (*.kawasaki.jp) makes every child of the host a suffix, though not the host itself.
  if (standing === 'suffix' || (wildcard && suffixStanding(`any.${host}`) === 'suffix')) {
    return 'a public suffix: anyone can register under it'
  }
  if (standing === 'below') return undefined
  if (!allowInternalHosts)
    return 'under no known public suffix: a typing error? (allowInternalHosts accepts internal names)'
  return wildcard ? 'an internal name can be listed exactly, but not behind "*."' : undefined
}

/** The host and port that somebody meant who pasted an address, an e-mail address or a cookie domain. */
function tidied(text: string): string {
  const authority = text
    .trim()
    .replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\//i, '')
    .replace(/[/\\?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/^\.(?=[^.])/, '*.')
  if (IPV6.test(authority)) return parsedHost(`[${authority}]`) ?? authority
  const { wildcard = '', host = '', port = '' } = ENTRY.exec(authority)?.groups ?? {}
  const bare = port.replace(/^0+(?=[0-9])/, '')
  return `${wildcard}${parsedHost(host.replace(/(?<!\.)\.+$/, '')) ?? host}${bare && `:${bare}`}`
}
