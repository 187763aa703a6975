import { isHttpName } from '../http-name.js'
import { ownMember } from '../own-member.js'

/** What browsers on approved sites may send and read (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export interface CorsSettings {
  readonly methods: string
  /** If undefined, every valid name that the preflight asks for is allowed. */
  readonly allowedHeaders: string | undefined
  readonly exposedHeaders: readonly string[]
  /** Seconds that a browser may remember a preflight. */
  readonly maxAge: number
}

export type Headers = Readonly<Record<string, string>>

/** What shows that a request is a preflight. */
interface PreflightRequest {
  readonly headers: Readonly<Record<string, unknown>>
  readonly method?: string | undefined
}

/** Whether a request is a preflight (https://fetch.spec.whatwg.org/#cors-preflight-request). */
export function isPreflight({ headers, method }: PreflightRequest): boolean {
  return (
    method === 'OPTIONS' &&
    ownMember(headers, 'access-control-request-method') !== undefined &&
    ownMember(headers, 'origin') !== undefined
  )
}

/** The answer to the preflight of an approved site: never `*`, credentials or private-network access. */
export function preflightHeaders(settings: CorsSettings, requestedHeaders: string | undefined): Headers {
  const allowed = settings.allowedHeaders ?? (requestedHeaders && echoed(requestedHeaders))
  return {
    'Access-Control-Allow-Methods': settings.methods,
    ...(allowed && { 'Access-Control-Allow-Headers': allowed }),
    'Access-Control-Max-Age': String(settings.maxAge),
  }
}

/** Printable ASCII and HTAB: of these, `trim()` removes what RFC 9110 §5.6.3 calls optional white space. */
const PRINTABLE = /^[\t -~]*$/

/**
 * The header names that a preflight asks for, as it writes them, or `undefined` if anything else is among
 * them. Some intermediaries leave empty members in a list: a recipient passes over them (RFC 9110
 * §5.6.1.2), a sender writes none.
 */
function echoed(names: string): string | undefined {
  // Node removes white space around a field value, so a list that has some was not read from a request.
  if (names !== names.trim() || !PRINTABLE.test(names)) return undefined
  const members = names.split(',').filter((member) => member.trim() !== '')
  return members.every((member) => isHttpName(member.trim())) ? members.join(',').trim() : undefined
}

/** The headers that let an approved site read an answer. */
export function responseHeaders({ exposedHeaders }: CorsSettings, origin: string): Headers {
  const allowed = { 'Access-Control-Allow-Origin': origin }
  return exposedHeaders.length === 0
    ? allowed
    : { ...allowed, 'Access-Control-Expose-Headers': exposedHeaders.join(', ') }
}

/** The same for a refusal. The widget may also read what it has to do: fetch a new token, or wait. */
export function refusalHeaders(settings: CorsSettings, origin: string): Headers {
  const exposedHeaders = ['WWW-Authenticate', 'Retry-After', ...settings.exposedHeaders]
  return responseHeaders({ ...settings, exposedHeaders }, origin)
}
