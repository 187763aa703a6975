import { z } from 'zod'
import type { ConfigIssue } from '../config-error.js'
import { isHttpsOrLoopback } from '../loopback.js'
import { parsedUrl } from '../parsed-url.js'
import { type ShapeOf, secondsBetween, trueOrFalse, WEEK } from './checks.js'
import { isPrivateHost } from './private-host.js'
import { shownEntry } from './shown-entry.js'

/** How a key set is kept. All times are in seconds. */
export interface AsapJwksOptions {
  /**
   * How long a set is fresh, 1 to 604800. Past it, it is refreshed behind the requests. Default: 600.
   */
  readonly maxAge?: number | undefined
  /**
   * How long past `maxAge` the last good set serves while the endpoint fails, 0 to 604800. Default:
   * 3600.
   */
  readonly staleFor?: number | undefined
  /** Shortest time between fetches that unknown key names cause, 1 to 604800. Default: 30. */
  readonly cooldown?: number | undefined
  /** Longest time that a fetch may take, headers and body together, 0.1 to 60. Default: 5. */
  readonly timeout?: number | undefined
  /**
   * Whether `jwksUri` may be an http address of a private host: an address of RFC 1918 or RFC 4193, or a
   * name under no public suffix, such as `http://keycloak:8080/…`. Whoever can change what is sent on
   * that network can sign any token. It cannot be a default of all tenants. Default: false.
   */
  readonly insecureHttp?: boolean | undefined
}

const shape = {
  maxAge: secondsBetween(1, WEEK).default(600),
  staleFor: secondsBetween(0, WEEK).default(3600),
  cooldown: secondsBetween(1, WEEK).default(30),
  timeout: secondsBetween(0.1, 60).default(5),
  insecureHttp: trueOrFalse.default(false),
} satisfies ShapeOf<AsapJwksOptions>

export interface JwksOption {
  /** How the key set of `jwksUri` is kept. Default: as the defaults of its members say. */
  readonly jwks?: AsapJwksOptions | undefined
}

const jwks = z.strictObject(shape, 'must be an object')

export const jwksShape = { jwks: jwks.prefault({}) } satisfies ShapeOf<JwksOption>

export const JWKS_MEMBERS = Object.keys(shape)

/** The settings of a key set. They are of no use unless the option was found good. */
export function jwksSettings(option: unknown) {
  const { success, data } = jwks.safeParse(option ?? {})
  return success ? data : jwks.parse({})
}

const NO_ADDRESS = 'must be an https address, such as "https://id.example.com/.well-known/jwks.json"'

/**
 * What is wrong with the address of a key set. RFC 7517 §8.1 asks for TLS; credentials would end up in
 * logs.
 */
export function jwksUriIssues(uri: unknown, insecureHttp: boolean): ConfigIssue[] {
  const message = jwksUriProblem(uri, insecureHttp)
  return message === undefined ? [] : [{ path: ['jwksUri'], message }]
}

function jwksUriProblem(uri: unknown, insecureHttp: boolean): string | undefined {
  if (typeof uri !== 'string') return NO_ADDRESS
  const url = parsedUrl(uri)
  if (url === undefined) return NO_ADDRESS
  if (url.username !== '' || url.password !== '') return 'must not hold credentials'
  if (isHttpsOrLoopback(url)) return undefined
  if (url.protocol !== 'http:') return `${shownEntry(uri)} ${NO_ADDRESS}`
  const isPrivate = isPrivateHost(url.hostname)
  if (isPrivate && insecureHttp) return undefined
  const wayOut = isPrivate
    ? 'on a network that you trust, `jwks: { insecureHttp: true }` allows http to this host'
    : 'http is for loopback hosts, and with `jwks.insecureHttp` for private ones'
  return `${shownEntry(uri)} must be an https address: ${wayOut}`
}
