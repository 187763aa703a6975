import type { OriginErrorCode, OriginHeaders } from 'asap-guard'
import { HOSTILE_ORIGINS } from './hostile-origins.js'

/** What the cases are decided by. */
export const WHITELIST = [
  'help.example.com',
  '*.example.org',
  'desk.example.net:8443',
  '*.example.net:9443',
  'localhost:*',
] as const

/** The entry that matches, or the code of the refusal. */
type Expected = (typeof WHITELIST)[number] | OriginErrorCode

type Row = readonly [name: string, value: string, expected: Expected]

/** The URL parser of Node 24 and 26 takes a label of bad Punycode for a name like any other; older ones do not. */
const BAD_PUNYCODE = URL.canParse('https://xn--a.example.org') ? '*.example.org' : 'origin_malformed'

/** Values of `Origin`, by what was changed about one that is approved. */
const ORIGINS: Readonly<Record<string, readonly Row[]>> = {
  nothing: [
    ['the exact host', 'https://help.example.com', 'help.example.com'],
    ['a subdomain', 'https://a.example.org', '*.example.org'],
    ['a subdomain of a subdomain', 'https://d.c.b.a.example.org', '*.example.org'],
    ['a subdomain in punycode', 'https://xn--bcher-kva.example.org', '*.example.org'],
    ['a subdomain with an underscore', 'https://_a_.example.org', '*.example.org'],
    ['a subdomain with hyphens at its ends', 'https://-a-.example.org', '*.example.org'],
    ['a subdomain of digits', 'https://1.2.3.4.example.org', '*.example.org'],
    ['a subdomain named like a host', 'https://help.example.com.example.org', '*.example.org'],
    ['a label of 63', `https://${'a'.repeat(63)}.example.org`, '*.example.org'],
    ['a name of 253', `https://${'a.'.repeat(121)}example.org`, '*.example.org'],
    ['the listed port', 'https://desk.example.net:8443', 'desk.example.net:8443'],
    ['a listed port of subdomains', 'https://a.b.example.net:9443', '*.example.net:9443'],
    ['a host that two entries name, by port', 'https://desk.example.net:9443', '*.example.net:9443'],
    ['http from loopback', 'http://localhost', 'localhost:*'],
    ['https from loopback', 'https://localhost', 'localhost:*'],
    ['any port of loopback', 'http://localhost:65535', 'localhost:*'],
  ],
  scheme: [
    ['the exact host over http', 'http://help.example.com', 'origin_insecure'],
    ['the exact host over http on another port', 'http://help.example.com:8080', 'origin_insecure'],
    ['the exact host over a web socket', 'wss://help.example.com', 'origin_insecure'],
    ['the exact host over ftp', 'ftp://help.example.com', 'origin_insecure'],
    ['a rogue host over http', 'http://evil.example', 'origin_not_whitelisted'],
    ['a subdomain over http', 'http://a.example.org', 'origin_insecure'],
    ['the listed port over http', 'http://desk.example.net:8443', 'origin_insecure'],
    ['a web socket from loopback', 'ws://localhost:3000', 'origin_insecure'],
    ['a bare host', 'help.example.com', 'origin_malformed'],
    ['no scheme', '//help.example.com', 'origin_malformed'],
    ['an upper-case scheme', 'HTTPS://help.example.com', 'origin_malformed'],
    ['one slash', 'https:/help.example.com', 'origin_malformed'],
    ['three slashes', 'https:///help.example.com', 'origin_malformed'],
    ['backslashes', 'https:\\\\help.example.com', 'origin_malformed'],
    ['blob:', 'blob:https://help.example.com/1', 'origin_malformed'],
    ['file:', 'file://help.example.com', 'origin_malformed'],
    ['data:', 'data:text/html,x', 'origin_malformed'],
  ],
  port: [
    ['the exact host on another port', 'https://help.example.com:8443', 'origin_not_whitelisted'],
    ['the exact host on port 80', 'https://help.example.com:80', 'origin_not_whitelisted'],
    ['no port where one is listed', 'https://desk.example.net', 'origin_not_whitelisted'],
    ['another port', 'https://desk.example.net:8444', 'origin_not_whitelisted'],
    ['the default port', 'https://help.example.com:443', 'origin_malformed'],
    ['an empty port', 'https://help.example.com:', 'origin_malformed'],
    ['a leading zero', 'https://desk.example.net:08443', 'origin_malformed'],
  ],
  cut: [
    ['its parent', 'https://example.com', 'origin_not_whitelisted'],
    ['no subdomain at all', 'https://example.org', 'origin_not_whitelisted'],
  ],
  prepended: [
    ['its subdomain', 'https://a.help.example.com', 'origin_not_whitelisted'],
    ['a host that ends like it', 'https://evilhelp.example.com', 'origin_not_whitelisted'],
    ['a label of 64', `https://${'a'.repeat(64)}.example.org`, 'origin_not_whitelisted'],
    ['a name of 255', `https://${'a.'.repeat(122)}example.org`, 'origin_not_whitelisted'],
    ['an empty label', 'https://.example.org', 'origin_not_whitelisted'],
    ['an empty label inside', 'https://a..example.org', 'origin_not_whitelisted'],
    ['a star', 'https://*.example.org', 'origin_not_whitelisted'],
    ['a quote in a subdomain', "https://a'b.example.org", 'origin_not_whitelisted'],
    ['a comma in a subdomain', 'https://a,b.example.org', 'origin_not_whitelisted'],
    ['a semicolon in a subdomain', 'https://a;b.example.org', 'origin_not_whitelisted'],
    ['a brace in a subdomain', 'https://a{b.example.org', 'origin_not_whitelisted'],
    ['a backquote in a subdomain', 'https://a`b.example.org', 'origin_not_whitelisted'],
    ['a host that ends like the parent', 'https://a.evilexample.org', 'origin_not_whitelisted'],
    ['a host that ends like it, with a hyphen', 'https://a-example.org', 'origin_not_whitelisted'],
    ['another loopback host', 'http://127.0.0.1:3000', 'origin_not_whitelisted'],
    ['a subdomain of localhost', 'http://a.localhost:3000', 'origin_not_whitelisted'],
  ],
  appended: [
    ['a host that begins like it', 'https://help.example.com.evil.example', 'origin_not_whitelisted'],
    ['the parent inside', 'https://a.example.org.evil.example', 'origin_not_whitelisted'],
    ['a trailing dot', 'https://a.example.org.', 'origin_not_whitelisted'],
    ['localhost with a dot', 'http://localhost.:3000', 'origin_not_whitelisted'],
    ['localhost as a subdomain', 'http://localhost.evil.example', 'origin_not_whitelisted'],
  ],
  spelling: [
    ['upper case', 'https://HELP.example.com', 'origin_malformed'],
    ['percent-encoding', 'https://help%2eexample.com', 'origin_malformed'],
    ['a full-width letter', 'https://\uff48elp.example.com', 'origin_malformed'],
    ['an ideographic full stop', 'https://help\u3002example.com', 'origin_malformed'],
    ['a soft hyphen', 'https://he\u00adlp.example.com', 'origin_malformed'],
    ['Unicode instead of its A-label', 'https://b\u00fccher.example.org', 'origin_malformed'],
    ['bad punycode', 'https://xn--a.example.org', BAD_PUNYCODE],
    ['127.0.0.1 as a number', 'http://2130706433', 'origin_malformed'],
  ],
  'white space': [
    ['white space before', ' https://help.example.com', 'origin_malformed'],
    ['white space behind', 'https://help.example.com ', 'origin_malformed'],
    ['a tab inside', 'https://help.exa\tmple.com', 'origin_malformed'],
    ['a line break inside', 'https://help.exa\r\nmple.com', 'origin_malformed'],
    ['a NUL behind', 'https://help.example.com\0', 'origin_malformed'],
  ],
  path: [
    ['a trailing slash', 'https://help.example.com/', 'origin_malformed'],
    ['a path', 'https://help.example.com/x', 'origin_malformed'],
    ['a query', 'https://help.example.com?x', 'origin_malformed'],
    ['a fragment', 'https://help.example.com#x', 'origin_malformed'],
  ],
  'user information': [
    ['user information', 'https://u@help.example.com', 'origin_malformed'],
    ['the approved host as user information', 'https://help.example.com@evil.example', 'origin_malformed'],
  ],
  repeated: [['two joined', 'https://help.example.com, https://help.example.com', 'origin_malformed']],
  'foreign scheme': [
    ['a browser extension', 'chrome-extension://help.example.com', 'origin_not_whitelisted'],
    ['an app', 'capacitor://localhost', 'origin_not_whitelisted'],
    ['an app on a port', 'app://help.example.com:8080', 'origin_not_whitelisted'],
    ['an app at an IPv6 address', 'app://[::1]', 'origin_not_whitelisted'],
    ['an app behind another scheme', 'view-source:app://localhost', 'origin_malformed'],
    ['an app with a slash', 'capacitor://localhost/', 'origin_malformed'],
    ['an app with a path', 'capacitor://localhost/x', 'origin_malformed'],
    ['an app with an empty port', 'capacitor://localhost:', 'origin_malformed'],
    ['an app on a port with a leading zero', 'app://localhost:08080', 'origin_malformed'],
    ['an app on a port out of range', 'app://localhost:65536', 'origin_malformed'],
    ['an app without a host', 'app://', 'origin_malformed'],
    ['an app with user information', 'app://u@localhost', 'origin_malformed'],
    ['an app in capitals', 'app://Localhost', 'origin_malformed'],
    ['an app with a scheme in capitals', 'Capacitor://localhost', 'origin_malformed'],
    ['an app with percent-encoding', 'app://local%68ost', 'origin_malformed'],
    ['an app with Unicode', 'app://b\u00fccher', 'origin_malformed'],
    ['an app joined with a listed host', 'app://a, https://help.example.com', 'origin_malformed'],
  ],
  'opaque or empty': [
    ['null', 'null', 'origin_opaque'],
    ['null in other letters', 'Null', 'origin_malformed'],
    ['empty', '', 'origin_malformed'],
  ],
}

/** Values of `Referer`. */
const REFERERS: readonly Row[] = [
  ['a page', 'https://help.example.com/a/b?c=d', 'help.example.com'],
  ['an origin with a slash', 'https://help.example.com/', 'help.example.com'],
  ['a missing slash', 'https://help.example.com', 'help.example.com'],
  ['a missing slash before the query', 'https://help.example.com?x', 'help.example.com'],
  ['the default port', 'https://help.example.com:443/', 'help.example.com'],
  ['the default port of http', 'http://localhost:80/', 'localhost:*'],
  ['letter case of scheme and host', 'HTTPS://Help.EXAMPLE.com/Path', 'help.example.com'],
  ['a listed port', 'https://desk.example.net:8443/', 'desk.example.net:8443'],
  ['a subdomain', 'https://a.b.example.org/x', '*.example.org'],
  ['percent-encoding in the path', 'https://help.example.com/%2e%20%C3%A9', 'help.example.com'],
  ['user-information signs in the path', 'https://help.example.com/@evil.example', 'help.example.com'],
  ['an address in the query', 'https://help.example.com/?https://evil.example/', 'help.example.com'],
  ['http', 'http://help.example.com/', 'origin_insecure'],
  ['a rogue page', 'https://evil.example/', 'origin_not_whitelisted'],
  ['the approved host in the path', 'https://evil.example/help.example.com', 'origin_not_whitelisted'],
  ['the approved host in the query', 'https://evil.example?//help.example.com/', 'origin_not_whitelisted'],
  ['the approved host in the fragment', 'https://evil.example/#@help.example.com', 'origin_not_whitelisted'],
  ['another port', 'https://help.example.com:8443/', 'origin_not_whitelisted'],
  ['the port of the other scheme', 'https://help.example.com:80/', 'origin_not_whitelisted'],
  ['empty', '', 'origin_malformed'],
  ['null', 'null', 'origin_malformed'],
  ['about:client', 'about:client', 'origin_malformed'],
  ['a path alone', '/page', 'origin_malformed'],
  ['no scheme', '//help.example.com/', 'origin_malformed'],
  ['an app', 'capacitor://localhost/', 'origin_malformed'],
  ['an app without a slash', 'capacitor://localhost', 'origin_malformed'],
  ['a web socket', 'wss://help.example.com/', 'origin_malformed'],
  ['ftp:', 'ftp://help.example.com/', 'origin_malformed'],
  ['blob:', 'blob:https://help.example.com/1', 'origin_malformed'],
  ['view-source:', 'view-source:https://help.example.com/', 'origin_malformed'],
  ['user information', 'https://user@help.example.com/', 'origin_malformed'],
  ['empty user information', 'https://@help.example.com/', 'origin_malformed'],
  ['the approved host as user information', 'https://help.example.com@evil.example/', 'origin_malformed'],
  ['a backslash after the host', 'https://help.example.com\\@evil.example/', 'origin_malformed'],
  ['backslashes before the host', 'https:\\\\help.example.com/', 'origin_malformed'],
  ['a backslash in the path', 'https://help.example.com/a\\b', 'origin_malformed'],
  ['one slash', 'https:/help.example.com/', 'origin_malformed'],
  ['three slashes', 'https:///help.example.com/', 'origin_malformed'],
  ['percent-encoding in the host', 'https://help%2eexample.com/', 'origin_malformed'],
  ['Unicode in the host', 'https://b\u00fccher.example.org/', 'origin_malformed'],
  ['a full-width letter', 'https://\uff48elp.example.com/', 'origin_malformed'],
  ['KELVIN SIGN for a k', 'https://des\u212a.example.net:8443/', 'origin_malformed'],
  ['LONG S for an s', 'http\u017f://help.example.com/', 'origin_malformed'],
  ['Unicode in the path', 'https://help.example.com/\u00e9', 'origin_malformed'],
  ['a number for an address', 'http://2130706433/', 'origin_malformed'],
  ['dots in the path', 'https://help.example.com/a/../b', 'origin_malformed'],
  ['an empty port', 'https://help.example.com:/', 'origin_malformed'],
  ['a leading zero', 'https://help.example.com:0443/', 'origin_malformed'],
  ['a tab in the host', 'https://help.exa\tmple.com/', 'origin_malformed'],
  ['a line break in the path', 'https://help.example.com/a\nb', 'origin_malformed'],
  ['white space before', ' https://help.example.com/', 'origin_malformed'],
  ['white space behind', 'https://help.example.com/ ', 'origin_malformed'],
  ['two joined', 'https://help.example.com/, https://help.example.com/', 'origin_malformed'],
]

/** `refused` stands for any code. */
export type Case<Outcome = Expected | 'refused'> = readonly [
  name: string,
  headers: OriginHeaders,
  expected: Outcome,
]

const NO_HEADER: Case<Expected> = ['neither Origin nor Referer', {}, 'origin_missing']

const originCases = (rows: readonly Row[]) =>
  rows.map(([name, origin, expected]): Case<Expected> => [name, { origin }, expected])

export const ORIGIN_CASES: readonly Case<Expected>[] = [
  ...Object.entries(ORIGINS).flatMap(([changed, rows]) =>
    originCases(rows).map(([name, ...rest]): Case<Expected> => [`${changed}: ${name}`, ...rest]),
  ),
  NO_HEADER,
]

export const REFERER_CASES = REFERERS.map(
  ([name, referer, expected]): Case<Expected> => [name, { referer }, expected],
)

const hostileCases = (origins: readonly string[]) =>
  origins.map((origin): Case => [JSON.stringify(origin.slice(0, 80)), { origin }, 'refused'])

/** All cases, which hold for every entry point: those above, and origins that are made up of parts. */
export const CASES_BY_CHANGE: readonly (readonly [changed: string, cases: readonly Case[]])[] = [
  ...Object.entries(ORIGINS).map(([changed, rows]) => [changed, originCases(rows)] as const),
  ...Object.entries(HOSTILE_ORIGINS).map(
    ([changed, origins]) => [`${changed}, made up of parts`, hostileCases(origins)] as const,
  ),
  ['a Referer', REFERER_CASES],
  ['no header', [NO_HEADER]],
]
