import type { NextFunction, Request, Response } from 'express'
import type { z } from 'zod'
import { chain, settle } from './chain.js'
import { type AsapDecision, decisions } from './diagnostics.js'
import { AsapGuardError } from './errors.js'
import type { AsapGuardOptions } from './option-types.js'
import { readOptions, type Settings } from './options.js'
import type { OriginHeaders } from './site/calling-origin.js'
import {
  type CorsSettings,
  type Headers,
  isPreflight,
  preflightHeaders,
  refusalHeaders,
  responseHeaders,
} from './site/cors.js'
import { frameAncestors, restrictFraming } from './site/embed.js'
import { explainOrigin, type OriginExplanation, refusalReason } from './site/explain.js'
import { type Site, siteOf } from './site/site.js'
import { type AsapAuth, copyJson } from './token/auth.js'
import { bearerToken } from './token/bearer.js'
import { checkBinding, isNativeApp } from './token/binding.js'
import { readPayload } from './token/payload.js'
import { checkRevocation } from './token/revocation.js'
import { tokenVerifier, type VerifiedToken, type VerifyToken } from './token/verify.js'

/** The middleware of one portal. Mount it with `app.use`, before body parsers: `app.get` would never see a preflight. */
export interface AsapGuard<Payload = Record<string, unknown>> {
  /** Lets a request through that comes from an approved site with a valid token, and sets `req.auth`. */
  (req: Request, res: Response, next: NextFunction): void
  /** For pages in a frame: only approved sites may frame them (CSP `frame-ancestors`). Asks for no token. */
  embed(req: Request, res: Response, next: NextFunction): void
  /**
   * Who is calling, typed by the `claims` schema.
   *
   * @throws {TypeError} if this guard did not let the request through.
   */
  auth(req: Request): AsapAuth<Payload>
  /** Why a site would be let in or refused, in a sentence for people. Changes nothing. */
  explain(headers: OriginHeaders): OriginExplanation
  /**
   * Resolves when the keys are at hand. Calling it is optional.
   *
   * @throws {AsapGuardError} `keys_unavailable`; its `detail` says what went wrong and what to check.
   */
  ready(): Promise<void>
}

/**
 * The guard of one portal.
 *
 * @throws {AsapConfigError} with every problem of the options at once.
 */
export function asapGuard<Claims extends z.ZodType = z.ZodType<Record<string, unknown>>>(
  options: AsapGuardOptions<Claims>,
): AsapGuard<z.output<Claims>> {
  const settings = readOptions(options)
  const portal = { settings, verifyToken: tokenVerifier(settings) }
  const guard = requestGuard(() => portal)
  return Object.assign(guard.middleware, {
    embed: guard.embed,
    auth: guard.auth as AsapGuard<z.output<Claims>>['auth'],
    explain: (headers: OriginHeaders) => explainOrigin(settings, headers),
    ready: () => settings.keys.ready(),
  })
}

/** One configuration at work. */
interface Portal {
  readonly settings: Settings
  readonly verifyToken: VerifyToken
}

/** A request on its way through the guard, and what is known of it so far. */
interface Exchange {
  readonly req: Request
  readonly res: Response
  readonly next: NextFunction
  readonly started: number
  tenant?: string
  settings?: Settings
  site?: Site
  verified?: VerifiedToken
}

/** What is left to do when all is decided. It runs outside the guarded part: what a route throws is not ours. */
type Conclusion = () => void

/** The part of a guard that sees requests, whichever portal they are for. */
function requestGuard(portalFor: (req: Request) => Portal | Promise<Portal>) {
  const auths = new WeakMap<Request, AsapAuth>()

  function asapGuardMiddleware(req: Request, res: Response, next: NextFunction): void {
    const exchange: Exchange = { req, res, next, started: performance.now() }
    settle(
      () => {
        res.vary('Origin')
        return chain(portalFor(req), (portal) => check(exchange, portal))
      },
      (conclude) => conclude(),
      (error) => refuse(exchange, error),
    )
  }

  /** The order of the checks, cheapest first: origin, preflight, then the token. */
  function check(exchange: Exchange, { settings, verifyToken }: Portal): Conclusion | Promise<Conclusion> {
    const { req, res, next } = exchange
    exchange.settings = settings
    const headers = originHeaders(req)
    const site = siteOf(settings, headers, isFromBrowser(req))
    exchange.site = site
    if (site.standing === 'refused') throw siteRefusal(site, headers)

    const { cors } = settings
    const preflight = cors && isPreflight(req.method, req.headers)
    if (cors && site.standing === 'approved') {
      if (preflight) return () => answerPreflight(exchange, cors, site.origin)
      setHeaders(res, responseHeaders(cors, site.origin))
    } else if (preflight) {
      return () => next()
    }

    const token = settings.getToken ? customToken(settings.getToken, req) : bearerToken(linesOf(req, 'authorization'))
    return chain(verifyToken(token), (verified) => {
      exchange.verified = verified
      return chain(authorize(req, settings, site, verified), (auth) => () => {
        auths.set(req, Object.assign(req, { auth }).auth)
        publish(exchange, { outcome: site.standing === 'reported' ? 'reported' : 'allowed', code: site.code })
        next()
      })
    })
  }

  function embed(req: Request, res: Response, next: NextFunction): void {
    settle(
      () => portalFor(req),
      ({ settings }) => {
        restrictFraming(res, frameAncestors(settings.domains))
        next()
      },
      (error) => {
        restrictFraming(res, frameAncestors([]))
        refuse({ req, res, next, started: performance.now() }, error)
      },
    )
  }

  function auth(req: Request): AsapAuth {
    const known = auths.get(req)
    if (known) return known
    throw new TypeError('guard.auth(req): this guard did not run. Mount it before the route: app.use(path, guard)')
  }

  return { middleware: asapGuardMiddleware, embed, auth }
}

/** What a verified token still has to pass: the claims schema, the site that it is bound to, and revocation. */
function authorize(req: Request, settings: Settings, site: Site, verified: VerifiedToken) {
  const { claims, isRevoked, withoutOrigin } = settings
  const claimed = copyJson(verified.payload)
  return chain(claims ? readPayload(claims, claimed) : claimed, (payload) => {
    if (site.standing === 'native' && !isNativeApp(verified.payload, withoutOrigin)) {
      throw new AsapGuardError('origin_missing', 'the token does not carry the claim that `withoutOrigin` asks for')
    }
    if (site.domain !== undefined && verified.sites) checkBinding(verified.sites, site.origin)
    const auth = {
      token: verified.token,
      header: copyJson(verified.header),
      payload,
      origin: site.origin,
      domain: site.domain,
    } as AsapAuth
    return isRevoked
      ? chain(
          checkRevocation(() => isRevoked(auth, req)),
          () => auth,
        )
      : auth
  })
}

function answerPreflight(exchange: Exchange, cors: CorsSettings, origin: string): void {
  const { req, res } = exchange
  const requestedHeaders = req.headers['access-control-request-headers']
  setHeaders(res, { ...responseHeaders(cors, origin), ...preflightHeaders(cors, requestedHeaders) })
  if (cors.allowedHeaders === undefined) res.vary('Access-Control-Request-Headers')
  res.statusCode = 204
  res.end()
  publish(exchange, { outcome: 'preflight', status: 204 })
}

/** Every refusal ends here, once. */
function refuse(exchange: Exchange, thrown: unknown): void {
  const { req, res, next, settings, site } = exchange
  const error = thrown instanceof AsapGuardError ? thrown : unexpected(thrown)
  const { code, status, detail } = error
  publish(exchange, { outcome: 'refused', code, status, detail })
  if (res.headersSent) {
    res.end()
    return
  }

  const { cors, onDeny } = settings ?? {}
  if (cors && site?.standing === 'approved') setHeaders(res, refusalHeaders(cors, site.origin))
  setHeaders(res, error.headers)
  res.statusCode = status
  if (!onDeny) {
    sendProblem(res, error)
    return
  }
  // Called without an error, `next` would let the refused request through.
  const hand = (given?: unknown) => next(given instanceof Error ? given : error)
  settle(
    () => onDeny(error, req, res, hand as NextFunction) as unknown,
    () => {},
    () => sendProblem(res, error),
  )
}

/** RFC 9457. Nothing of the request is in the body. */
function sendProblem(res: Response, { status, problem }: AsapGuardError): void {
  if (res.headersSent) return
  const body = JSON.stringify(problem)
  setHeaders(res, {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
  })
  res.statusCode = status
  res.end(body)
}

/** Whatever else goes wrong is no reason to let a request through. */
function unexpected(cause: unknown): AsapGuardError {
  return new AsapGuardError('request_invalid', 'the request could not be checked: see `cause`', { cause })
}

function siteRefusal({ code = 'origin_missing' }: Site, headers: OriginHeaders): AsapGuardError {
  return new AsapGuardError(code, refusalReason(code, headers))
}

function customToken(getToken: (req: Request) => unknown, req: Request): string {
  let token: unknown
  try {
    token = getToken(req)
  } catch (cause) {
    throw new AsapGuardError('request_invalid', '`getToken` threw', { cause })
  }
  if (typeof token === 'string') return token
  if (token === undefined) throw new AsapGuardError('token_missing', '`getToken` found no token')
  // A promise that nobody waits for must not bring the process down either.
  if (token instanceof Promise) token.catch(() => {})
  throw new AsapGuardError('request_invalid', '`getToken` must return a string or undefined, at once')
}

/** Every line of a header. Node itself keeps the first of two `Referer` or `Authorization` lines and drops the other. */
function linesOf(req: Request, name: 'origin' | 'referer' | 'authorization'): readonly string[] {
  const value = req.headers[name]
  if (value === undefined) return []
  const sent = req.headersDistinct?.[name] ?? []
  return sent.length > 1 ? sent : [value]
}

/** Lines joined as in RFC 9110 §5.3: of two, no origin and no address comes out. */
function originHeaders(req: Request): OriginHeaders {
  const [origin, referer] = [linesOf(req, 'origin'), linesOf(req, 'referer')]
  return {
    origin: origin.length > 0 ? origin.join(', ') : undefined,
    referer: referer.length > 0 ? referer.join(', ') : undefined,
  }
}

/** Pages can hide Origin and Referer, but not the headers of Fetch Metadata (https://w3c.github.io/webappsec-fetch-metadata/). */
function isFromBrowser(req: Request): boolean {
  return Object.keys(req.headers).some((name) => name.startsWith('sec-fetch-'))
}

function setHeaders(res: Response, headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
}

function publish({ started, site, verified, tenant }: Exchange, said: Partial<AsapDecision>): void {
  if (!decisions.hasSubscribers) return
  decisions.publish({
    outcome: 'refused',
    code: undefined,
    status: undefined,
    detail: undefined,
    origin: site?.origin,
    domain: site?.domain,
    tenant,
    kid: verified?.key.kid ?? verified?.key.place,
    ms: performance.now() - started,
    ...said,
  } satisfies AsapDecision)
}
