import { entryParts } from './entry-parts.js'
import { LISTENING_ADDRESSES, parsedHost } from './host-name.js'
import { USER_INFORMATION } from './user-information.js'

/** An IPv6 address, or what looks like one, without its brackets. */
const IPV6 = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*$/i

/** The scheme of a web page or a WebSocket: people paste whole addresses. */
const WEB_SCHEME = /^(?:https?|wss?):\/\//i

/** The default port of http. In an entry it would be a port of https. */
const HTTP_DEFAULT_PORT = /^http:\/\/(?<host>[^/\\?#]*):80(?![^/\\?#])/i

/** Any other scheme, as in the Origin of an app's web view (`capacitor:`) or of a browser extension. */
const OTHER_SCHEME = /^[\s"'`]*(?!(?:https?|wss?):)[a-z][a-z0-9+.-]*:\/\//i

/** Hosts and addresses, separated by commas or semicolons, or a list in JSON. */
const LIST_IN_ONE_TEXT = /^\s*\[\s*["']|^(?:[a-z]+:\/\/)?[^/\\?#,;]*(?:\/\s*)?[,;]/i

/** What people write instead of a host, and what to tell them. The first that fits is told. */
const MISTAKES: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^$/, 'empty: name a host, such as "help.example.com"'],
  [LIST_IN_ONE_TEXT, 'looks like a list in one text: write a list of several strings, one for each host'],
  [/^\s*file:\/\//i, 'a file has no origin that could be approved: serve the page from a host'],
  [
    OTHER_SCHEME,
    "an app's web view or a browser extension, not a web site: list it in the option apps.origins",
  ],
  [WEB_SCHEME, 'a scheme does not belong here: https is implied'],
  [/^null$/i, 'not a host: browsers send "null" for sandboxed frames and files, which cannot be approved'],
  [IPV6, 'an IPv6 address stands in brackets: the loopback one is [::1]'],
  [/^["'`]|["'`]$/, 'quotes do not belong here'],
  [/[\s\p{Cc}]/u, 'white space or a control character does not belong here: one entry is one host'],
  [/@/, 'user information does not belong here'],
  [/[/\\]/, 'a path does not belong here: a whole host is approved, not a part of it'],
  [/[?#]/, 'a query or fragment does not belong here'],
  [/%/, 'percent-encoding does not belong here'],
  [/_/, 'an underscore cannot stand in a host name'],
  [/^\./, 'a leading dot means nothing here: "*." stands for all subdomains'],
  [/\.(?::|$)/, 'a trailing dot does not belong here'],
  [/\.\./, 'an empty label: two dots in a row'],
  [/\*(?!$)|(?<!:)\*/, '"*" can only stand for all subdomains ("*.example.com") or, for loopback, any port'],
]

/** What is wrong with the spelling of an entry, if it is a common mistake. */
export function findMistake(text: string): string | undefined {
  const withoutWildcard = text.startsWith('*.') ? text.slice(2) : text
  return MISTAKES.find(([pattern]) => pattern.test(withoutWildcard))?.[1]
}

/**
 * The entry that somebody meant who pasted an address, an e-mail address or a cookie domain. May be refused
 * as well.
 */
export function meantEntry(text: string): string | undefined {
  if (LIST_IN_ONE_TEXT.test(text)) return undefined
  const address = text
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .replace(HTTP_DEFAULT_PORT, '$<host>')
    .replace(WEB_SCHEME, '')
    .replace(/^\/\//, '')
  // Behind another scheme stands no host that could be listed.
  if (/^[^/\\?#]*:\/\//.test(address)) return undefined
  const authority = address
    .replace(/[/\\?#].*/s, '')
    .replace(USER_INFORMATION, '')
    .replace(/^\.(?=[^.])/, '*.')
  if (IPV6.test(authority)) return parsedHost(`[${authority}]`)
  const { wildcard, host, port = '' } = entryParts(authority)
  const parsed = parsedHost(host.replace(/(?<!\.)\.+$/, '')) ?? host
  const name = LISTENING_ADDRESSES.has(parsed) ? 'localhost' : parsed
  const number = port.replace(/^0+(?=[0-9])/, '')
  return `${wildcard ? '*.' : ''}${name}${number && `:${number}`}`
}
