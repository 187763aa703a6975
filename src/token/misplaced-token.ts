import { looksLikeToken } from '../looks-like-token.js'
import { quoted } from '../quoted.js'

/** Where a caller may have put its token: what a request without one is searched for. */
export interface TokenPlaces {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Path and query, or an absolute address. */
  readonly url: string | undefined
  /** What came of the option `getToken`; `undefined` where it is not set. */
  readonly getToken: 'found none' | 'not asked' | undefined
}

/**
 * Where the token is of a caller that seems to have none, and the fix, in a sentence. It never holds the
 * token. `undefined` if no token is seen.
 */
export function misplacedToken(places: TokenPlaces): string | undefined {
  if (places.getToken === 'found none') return NOTHING_FROM_GET_TOKEN
  const authorization = textOf(places.headers.authorization)
  if (authorization !== '') return schemeProblem(authorization)
  if (places.getToken === 'not asked') return NOT_ASKED
  return inHandshake(places) ?? inQuery(places) ?? inOtherHeader(places) ?? inCookie(places)
}

const NOTHING_FROM_GET_TOKEN =
  '`getToken` is set and found none: Authorization is read only if `getToken` reads it.'

const NOT_ASKED =
  '`getToken` is not asked for a call without an origin, since a page can hide its origin: an app sends ' +
  'its token in Authorization.'

const textOf = (value: string | readonly string[] | undefined) => [value ?? ''].flat().join(', ')

/** The names that other libraries and habits use. Only these are shown: any other text may be a secret. */
const OTHER_SCHEMES = [
  'JWT',
  'Token',
  'Basic',
  'Digest',
  'ApiKey',
  'DPoP',
  'MAC',
  'Negotiate',
  'NTLM',
  'OAuth',
]

function schemeProblem(authorization: string): string | undefined {
  const [word, ...rest] = authorization.split(' ') as [string, ...string[]]
  const scheme = OTHER_SCHEMES.find((name) => name.toLowerCase() === word.toLowerCase())
  if (scheme === 'DPoP') return 'Its scheme is "DPoP", for which the guard needs the option `dpop`.'
  if (scheme === 'Basic') return 'Its scheme is "Basic", as for a user name and password of a proxy.'
  if (scheme !== undefined && rest.length > 0) return `Its scheme is "${scheme}" and must be "Bearer".`
  if (/^["']?bearer/i.test(authorization)) return 'Between "Bearer" and the token belongs one space.'
  if (looksLikeToken(word)) return 'It is the token alone: write "Bearer " before it.'
  return /^(?:undefined|null)$/.test(word)
    ? `It is "${word}": the page used a variable that is not set.`
    : undefined
}

/** A page cannot set headers of a WebSocket handshake (RFC 6455 §4.1), only offer subprotocols. */
function inHandshake({ headers }: TokenPlaces): string | undefined {
  if (headers['sec-websocket-key'] === undefined) return undefined
  const isOffered = looksLikeToken(textOf(headers['sec-websocket-protocol']))
  const found = isOffered ? 'There is one among the subprotocols. ' : ''
  return `${found}A page offers it as new WebSocket(url, ["chat", "asap-guard.bearer." + token]).`
}

/** Names under which tokens are sent, without the signs between their words. */
const NAMES = /^x?(?:access|auth|id|bearer|api)?(?:token|jwt|authorization)$/i

const isNamedToken = (name: string) => NAMES.test(name.replace(/[-_]/g, ''))

const isToken = ([name, value]: readonly [string, string]) =>
  value !== '' && (isNamedToken(name) || looksLikeToken(value))

function inQuery({ url }: TokenPlaces): string | undefined {
  const query = url?.match(/\?.*/s)?.[0]
  const found = [...new URLSearchParams(query)].find(isToken)
  return found && `There is one in the query${named(found[0])}: ${FIX}`
}

/** Headers whose values have a meaning of their own. */
const KNOWN_HEADERS = ['cookie', 'referer', 'dpop', 'host', 'origin', 'sec-websocket-protocol']

function inOtherHeader({ headers }: TokenPlaces): string | undefined {
  const others = Object.entries(headers).filter(([name]) => !KNOWN_HEADERS.includes(name))
  const found = others.map(([name, value]) => [name, textOf(value)] as const).find(isToken)
  return found && `There is one in the header${named(found[0])}: ${FIX}`
}

function inCookie({ headers }: TokenPlaces): string | undefined {
  const cookies = textOf(headers.cookie)
    .split(';')
    .map((cookie) => cookie.trim().split('=', 2) as [string, string?])
  const found = cookies.map(([name, value = '']) => [name, value] as const).find(isToken)
  return found && `There is one in the cookie${named(found[0])}, and cookies are not read: ${FIX}`
}

const FIX = 'send it in Authorization, or read it there with the option `getToken`.'

/** A name as a message can hold it. One that is unlike a name is left out: it could be the token itself. */
function named(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) && !looksLikeToken(name) ? ` ${quoted(name)}` : ''
}
