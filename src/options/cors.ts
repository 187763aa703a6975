import { z } from 'zod'
import { isHttpName } from '../http-name.js'
import type { CorsSettings } from '../site/cors.js'
import { listOf, type ShapeOf, secondsBetween, textWithout } from './checks.js'
import { shownEntry } from './shown-entry.js'

/** What approved sites may send and read; see https://fetch.spec.whatwg.org/#http-cors-protocol. */
export interface AsapCorsOptions {
  /**
   * Methods that approved sites may use, in capital letters. Default: GET, HEAD, PUT, PATCH, POST,
   * DELETE.
   */
  readonly methods?: readonly string[] | undefined
  /**
   * Request headers that approved sites may send. `Authorization` is added, unless `getToken` is set, and
   * `DPoP` with the option `dpop`. Default: whatever header names the preflight asks for.
   */
  readonly allowedHeaders?: readonly string[] | undefined
  /**
   * Headers of your answers that approved sites may read, beside the safelisted ones. `Date` is added with
   * the option `dpop`. Default: none.
   */
  readonly exposedHeaders?: readonly string[] | undefined
  /** Seconds that a browser may remember a preflight, 0 to 86400. Default: 600. */
  readonly maxAge?: number | undefined
}

const METHODS = 'must be a list of methods, such as ["GET", "POST"]'
const HEADERS = 'must be a list of header names, such as ["Content-Type"]'

const shape = {
  methods: listOf(
    textWithout(methodProblem, (method) => method.toUpperCase()),
    METHODS,
  )
    .refine(({ length }) => length > 0, 'must name a method')
    .default(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE']),
  allowedHeaders: listOf(textWithout(requestHeaderProblem), HEADERS).optional(),
  exposedHeaders: listOf(textWithout(responseHeaderProblem), HEADERS).default([]),
  maxAge: secondsBetween(0, 86_400).int('must be a whole number of seconds').default(600),
} satisfies ShapeOf<AsapCorsOptions>

export interface CorsOption {
  /**
   * CORS headers and preflights for approved sites. `false` leaves both to your own middleware. Default:
   * on.
   */
  readonly cors?: false | AsapCorsOptions | undefined
}

const cors = z.strictObject(shape, 'must be false or an object')

export const corsShape = {
  cors: z.custom<false | AsapCorsOptions>().transform(corsOrFalse).prefault({}),
} satisfies ShapeOf<CorsOption>

export const CORS_MEMBERS = Object.keys(shape)

/** Not a union of zod: the issues of one would not say which member of `cors` is wrong. */
function corsOrFalse(value: unknown, context: z.RefinementCtx) {
  if (value === false) return undefined
  const result = cors.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, input: undefined } as z.core.$ZodRawIssue)
  return z.NEVER
}

const NO_NAME = 'is no plain name (RFC 9110 §5.6.2); "*" is not accepted'

/** https://fetch.spec.whatwg.org/#forbidden-method */
const FORBIDDEN_METHODS = ['CONNECT', 'TRACE', 'TRACK']

function methodProblem(method: string): string | undefined {
  if (!isHttpName(method)) return `${shownEntry(method)} ${NO_NAME}`
  if (FORBIDDEN_METHODS.includes(method.toUpperCase()))
    return `${shownEntry(method)} is a method that browsers let no page use: remove it`
  if (method === method.toUpperCase()) return undefined
  return `${shownEntry(method)} is not in capital letters: methods are case-sensitive (RFC 9110 §9.1)`
}

/** https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN_REQUEST_HEADERS = [
  'Accept-Charset',
  'Accept-Encoding',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Access-Control-Request-Private-Network',
  'Connection',
  'Content-Length',
  'Cookie',
  'Cookie2',
  'Date',
  'DNT',
  'Expect',
  'Host',
  'Keep-Alive',
  'Origin',
  'Referer',
  'Set-Cookie',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Via',
].map((name) => name.toLowerCase())
const FORBIDDEN_PREFIX = /^(?:proxy|sec)-/i

function requestHeaderProblem(name: string): string | undefined {
  if (!isHttpName(name)) return `${shownEntry(name)} ${NO_NAME}`
  if (!FORBIDDEN_REQUEST_HEADERS.includes(name.toLowerCase()) && !FORBIDDEN_PREFIX.test(name))
    return undefined
  return `${shownEntry(name)} is a header that browsers let no page set: remove it`
}

/** https://fetch.spec.whatwg.org/#forbidden-response-header-name */
const FORBIDDEN_RESPONSE_HEADERS = ['set-cookie', 'set-cookie2']

function responseHeaderProblem(name: string): string | undefined {
  if (!isHttpName(name)) return `${shownEntry(name)} ${NO_NAME}`
  if (!FORBIDDEN_RESPONSE_HEADERS.includes(name.toLowerCase())) return undefined
  return `${shownEntry(name)} is a header that browsers let no page read: remove it`
}

/**
 * Headers without which no call of the widget could pass: those that it sends, and those of answers that it
 * reads.
 */
export interface NeededHeaders {
  readonly sent: readonly string[]
  readonly read: readonly string[]
}

export function corsSettings(options: z.output<typeof cors>, needed: NeededHeaders): CorsSettings {
  const { methods, allowedHeaders, exposedHeaders, maxAge } = options
  return {
    methods: methods.join(', '),
    allowedHeaders: allowedHeaders && withNeeded(allowedHeaders, needed.sent).join(', '),
    exposedHeaders: withNeeded(exposedHeaders, needed.read),
    maxAge,
  }
}

function withNeeded(allowed: readonly string[], needed: readonly string[]): readonly string[] {
  const known = new Set(allowed.map((name) => name.toLowerCase()))
  return [...allowed, ...needed.filter((name) => !known.has(name.toLowerCase()))]
}
