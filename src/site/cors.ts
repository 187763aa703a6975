/** What a browser on an approved site may send and read (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export interface CorsSettings {
  readonly methods: string
  /** `undefined`: whatever valid names the preflight asks for. */
  readonly allowedHeaders: string | undefined
  readonly exposedHeaders: readonly string[]
  /** Seconds that a browser may remember a preflight. */
  readonly maxAge: number
}

export type Headers = Readonly<Record<string, string>>

/** Whether a request asks for permission (https://fetch.spec.whatwg.org/#cors-preflight-request). */
export function isPreflight(
  headers: Readonly<Record<string, unknown>>,
  { method }: { readonly method?: string | undefined },
): boolean {
  return (
    headers['access-control-request-method'] !== undefined &&
    headers.origin !== undefined &&
    method === 'OPTIONS'
  )
}

/** The answer to the preflight of an approved site. Never `*`, credentials or private-network access. */
export function preflightHeaders(settings: CorsSettings, requestedHeaders: string | undefined): Headers {
  const allowed = settings.allowedHeaders ?? echoed(requestedHeaders)
  return {
    'Access-Control-Allow-Methods': settings.methods,
    ...(allowed && { 'Access-Control-Allow-Headers': allowed }),
    'Access-Control-Max-Age': String(settings.maxAge),
  }
}

/** RFC 9110 §5.6.2: a token, with what may stand around it in a list. `*` would be one, but it means "every header" here. */
const HEADER_NAME = /^[ \t]*[!#$%&'+.^_`|~0-9A-Za-z-]+[ \t]*$/

/** One name at a time: an expression for the whole list would need memory for each, and V8 has a limit. */
function echoed(names = ''): string | undefined {
  // White space belongs between the names, not around the list.
  const isList = names === names.trim() && names.split(',').every((name) => HEADER_NAME.test(name))
  return isList ? names : undefined
}

/** Headers by which an approved site may read an answer. */
export function responseHeaders({ exposedHeaders }: CorsSettings, origin: string): Headers {
  const allowed = { 'Access-Control-Allow-Origin': origin }
  return exposedHeaders.length === 0
    ? allowed
    : { ...allowed, 'Access-Control-Expose-Headers': exposedHeaders.join(', ') }
}

/** The headers by which it may read a refusal as well, and know what to do about it. */
export function refusalHeaders(settings: CorsSettings, origin: string): Headers {
  const exposedHeaders = ['WWW-Authenticate', 'Retry-After', ...settings.exposedHeaders]
  return responseHeaders({ ...settings, exposedHeaders }, origin)
}
