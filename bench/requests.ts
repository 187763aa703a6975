import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import express, { type Request, type Response } from 'express'
import { browserHeaders, PATH } from './traffic.js'

/** A request and its response, as a middleware of Express sees them, without a connection. */
export interface Exchange {
  readonly req: Request
  readonly res: Response
}

const app = express()
const socket = new Socket()

/** What the HTTP parser calls with the lines of a request. Filling `headers` by hand would leave out `headersDistinct`. */
interface Parsed {
  _addHeaderLines(lines: readonly string[], count: number): void
}

/**
 * @param headers beside those that every browser sends
 * @param asExpress whether the prototypes are replaced, as Express does. V8 then keeps a layout for each single request,
 * and whatever touches one is slower: that is the price of Express, not of a middleware.
 */
export function exchange(
  from: { origin: string; token: string },
  headers: Record<string, string> = {},
  asExpress = true,
): Exchange {
  const lines = Object.entries({ ...browserHeaders(from), ...headers }).flatMap(([name, value]) => [
    name,
    fresh(value),
  ])
  const req = new IncomingMessage(socket) as IncomingMessage & Parsed
  req.method = 'GET'
  req.url = PATH
  req._addHeaderLines(lines, lines.length)
  const res = new ServerResponse(req)
  if (asExpress) {
    Object.setPrototypeOf(req, app.request)
    Object.setPrototypeOf(res, app.response)
    Object.assign(req, { res, originalUrl: req.url })
    Object.assign(res, { req, locals: {} })
  }
  // Node parses the headers when they are first asked for. Express does that for every request, guarded or not.
  void req.headers
  return { req: req as unknown as Request, res: res as unknown as Response }
}

/**
 * A copy of a text. Strings from the network are new in every request: to look one up in a map costs its hash, which a
 * string keeps once it was computed.
 */
export function fresh(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
