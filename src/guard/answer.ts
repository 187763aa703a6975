import type { ServerResponse } from 'node:http'
import vary from 'vary'
import { type AsapGuardError, NOT_STORED, PROBLEM_HEADERS } from '../errors.js'
import {
  type CorsSettings,
  type Headers,
  preflightHeaders,
  refusalHeaders,
  responseHeaders,
} from '../site/cors.js'
import type { Site } from '../site/site.js'

/**
 * What is asked of a response. For a WebSocket, Socket.IO's engine hands over one that has neither
 * `headersSent` nor `destroy`.
 */
export type AnyResponse = Pick<
  ServerResponse,
  'statusCode' | 'statusMessage' | 'getHeader' | 'setHeader' | 'removeHeader' | 'end'
> &
  Partial<Pick<ServerResponse, 'headersSent' | 'writableEnded' | 'destroy'>>

/**
 * Says that the answer depends on the calling site
 * (https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches).
 */
export function varyByOrigin(response: AnyResponse): void {
  vary(response as ServerResponse, 'Origin')
}

/** Lets the calling site read the answer of the routes. */
export function allowReading(response: AnyResponse, cors: CorsSettings | undefined, site: Site): void {
  if (cors && mayRead(site)) setHeaders(response, responseHeaders(cors, site.origin))
}

export function answerPreflight(
  response: AnyResponse,
  cors: CorsSettings | undefined,
  site: Site,
  requestedHeaders: string | undefined,
): void {
  removeStrangeHeaders(response)
  allowReading(response, cors, site)
  if (cors) setHeaders(response, preflightHeaders(cors, requestedHeaders))
  if (cors?.allowedHeaders === undefined) vary(response as ServerResponse, 'Access-Control-Request-Headers')
  response.statusCode = 204
  response.end()
}

/** A refusal on its way to the caller. */
export interface Refusal {
  readonly response: AnyResponse
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
    removeStrangeHeaders(response)
    if (cors && site && mayRead(site)) setHeaders(response, refusalHeaders(cors, site.origin))
    setHeaders(response, { ...error.headers, ...NOT_STORED })
    response.statusCode = error.status
    // Stryker disable next-line ConditionalExpression: where it is undefined, calling it ends in `catch`.
    if (onDeny) await onDeny()
    else sendProblem(response, error)
  } catch {
    if (!response.headersSent) sendProblem(response, error)
    // The rest of an answer that was begun cannot be known. Closing the connection ends the caller's waiting.
    else if (!response.writableEnded) response.destroy?.()
  }
}

/** RFC 9457. Nothing of the request is in the body. */
function sendProblem(response: AnyResponse, { status, problem }: AsapGuardError): void {
  try {
    removeStrangeHeaders(response)
    const body = JSON.stringify(problem)
    setHeaders(response, { ...PROBLEM_HEADERS, 'Content-Length': String(Buffer.byteLength(body)) })
    response.statusCode = status
    // An earlier middleware may have set one for another status. HTTP/2 has none: Node warns if one is read.
    if (Object.hasOwn(response, 'statusMessage')) response.statusMessage = ''
    response.end(body)
  } catch {
    // An earlier middleware has replaced a method of the response by one that throws.
    response.destroy?.()
  }
}

/**
 * What an earlier middleware, or an `onDeny` that failed, may have said of another body. Node throws at a
 * `Trailer` or hangs up at a `Transfer-Encoding` that does not fit, and an answer with status 204 must have
 * no `Content-Length` (RFC 9110 §8.6). If Express writes the refusal, a `Trailer` ends the process.
 */
const STRANGE_HEADERS = [
  'Content-Length',
  'Content-Type',
  'Transfer-Encoding',
  'Trailer',
  'Content-Encoding',
  'Content-Range',
  'ETag',
  'Last-Modified',
]

function removeStrangeHeaders(response: AnyResponse): void {
  for (const name of STRANGE_HEADERS) response.removeHeader(name)
}

const mayRead = (site: Site): site is Site & { readonly origin: string } =>
  site.standing !== 'refused' && site.origin !== undefined

function setHeaders(response: AnyResponse, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
