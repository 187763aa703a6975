import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { Settings } from '../options/read-options.js'
import { linesOf, type RequestHeaders } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import type { PresentedToken } from '../token/authorization.js'

/** A request on one of the roads to the backend, as the check reads it. */
export interface Call extends RequestHeaders {
  /**
   * What `tenant`, `getToken` and `isRevoked` are given. On a server other than Express it is that server's
   * own.
   */
  readonly request: Request
  readonly method?: string | undefined
  /** The path as the caller sent it, or an absolute address. */
  readonly url?: string | undefined
  /** All proofs of possession that came with it. */
  readonly proofs: () => readonly string[]
  /** Whether a preflight can come along this road. */
  readonly mayBePreflight?: boolean
  /** A tenant that is known already: `tenant` is not asked. */
  readonly tenant?: string | undefined
  /** Finds the token that the caller presents. Without it no token is asked for: the site decides alone. */
  readonly presented?: (call: Call, settings: Settings, site: Site) => PresentedToken | undefined
  /** Whether the token was handed over, so that nothing of the request is searched for one. */
  readonly isTokenGiven?: boolean
}

/** Reads a request once: Express gives each one a layout of its own in V8, so each look at one is slow. */
export function callOf(request: IncomingMessage, presented?: Call['presented']): Call {
  const { headers, rawHeaders, method, url, originalUrl = url } = request as Request
  return {
    request: request as Request,
    headers,
    rawHeaders,
    method,
    url: originalUrl,
    proofs: () => linesOf(request, 'dpop'),
    mayBePreflight: true,
    presented,
  }
}

/**
 * The address of a request as text. A router of Express takes the beginning of the path out of `url`, but not
 * out of `originalUrl`, and some frameworks have a URL there.
 */
export function addressOf(request: object): string {
  const { url, originalUrl } = request as Partial<Request>
  // Stryker disable next-line StringLiteral: any text without a token in it will do.
  return String(originalUrl ?? url ?? '')
}
