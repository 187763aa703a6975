import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { RequestHeaders } from '../site/request-headers.js'

/** A request, as the check reads it. */
export interface Call extends RequestHeaders {
  /** What `tenant`, `getToken` and `isRevoked` are given. On a server other than Express it is that server's own. */
  readonly request: Request
  readonly method: string | undefined
}

/** Reads a request once: Express gives each one a layout of its own in V8, so each look at one is slow. */
export function callOf(request: IncomingMessage): Call {
  const { headers, rawHeaders, method } = request
  return { request: request as Request, headers, rawHeaders, method }
}
