import type { ServerResponse } from 'node:http'
import vary from 'vary'
import { type AsapGuardError, PROBLEM_HEADERS } from '../errors.js'
import {
  type CorsSettings,
  type Headers,
  preflightHeaders,
  refusalHeaders,
  responseHeaders,
} from '../site/cors.js'
import type { Site } from '../site/site.js'

/** Says that the answer depends on the calling site (https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches). */
export function varyByOrigin(response: ServerResponse): void {
  vary(response, 'Origin')
}

/** Lets the calling site read the answer of the routes. */
export function allowReading(response: ServerResponse, cors: CorsSettings | undefined, site: Site): void {
  if (cors && mayRead(site)) setHeaders(response, responseHeaders(cors, site.origin))
}

export function answerPreflight(
  response: ServerResponse,
  cors: CorsSettings | undefined,
  site: Site,
  requestedHeaders: string | undefined,
): void {
  removeStrangeHeaders(response)
  allowReading(response, cors, site)
  if (cors) setHeaders(response, preflightHeaders(cors, requestedHeaders))
  if (cors?.allowedHeaders === undefined) vary(response, 'Access-Control-Request-Headers')
  response.statusCode = 204
  response.end()
}

/** A refusal on its way to the caller. */
export interface Refusal {
  readonly response: ServerResponse
  readonly error: AsapGuardError
  readonly cors: CorsSettings | undefined
  /** `undefined` where it is not known yet. */
  readonly site: Site | undefined
  /** Answers instead of the guard. */
  readonly onDeny: (() => unknown) | undefined
}

/** Every refusal of a request is answered here, once. It never rejects. */
export async function answerRefusal(refusal: Refusal): Promise<void> {
  const { response, error, cors, site, onDeny } = refusal
  try {
    if (response.headersSent) {
      response.end()
      return
    }
    if (cors && site && mayRead(site)) setHeaders(response, refusalHeaders(cors, site.origin))
    setHeaders(response, error.headers)
    response.statusCode = error.status
    if (onDeny) await onDeny()
    else sendProblem(response, error)
  } catch {
    if (!response.headersSent) sendProblem(response, error)
    // The rest of an answer that was begun cannot be known. Closing the connection ends the caller's waiting.
    else if (!response.writableEnded) response.destroy()
  }
}

/** RFC 9457. Nothing of the request is in the body. */
function sendProblem(response: ServerResponse, { status, problem }: AsapGuardError): void {
  try {
    removeStrangeHeaders(response)
    const body = JSON.stringify(problem)
    setHeaders(response, { ...PROBLEM_HEADERS, 'Content-Length': String(Buffer.byteLength(body)) })
    response.statusCode = status
    response.statusMessage = ''
    response.end(body)
  } catch {
    // An earlier middleware has replaced a method of the response by one that throws.
    response.destroy()
  }
}

/**
 * What an earlier middleware, or an `onDeny` that failed, may have said of another body. Node throws at a `Trailer` or
 * hangs up at a `Transfer-Encoding` that does not fit.
 */
const STRANGE_HEADERS = [
  'Transfer-Encoding',
  'Trailer',
  'Content-Encoding',
  'Content-Range',
  'ETag',
  'Last-Modified',
]

function removeStrangeHeaders(response: ServerResponse): void {
  for (const name of STRANGE_HEADERS) response.removeHeader(name)
}

const mayRead = (site: Site): site is Site & { readonly origin: string } =>
  site.standing !== 'refused' && site.origin !== undefined

function setHeaders(response: ServerResponse, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
