import type { NextFunction, Request, Response } from 'express'
import { chain, settle } from '../chain.js'
import { type AsapDecision, decisions, publishTenantFailure } from '../diagnostics.js'
import { AsapGuardError, asRefusal, PROBLEM_HEADERS } from '../errors.js'
import { sharedKeySets } from '../keys/jwks/shared-key-sets.js'
import type { AsapGuardOptions, AsapPolicyOptions, AsapTenantOptions } from '../options/option-types.js'
import { readOptions, type Settings } from '../options/read-options.js'
import { readTenantOptions, withDefaults } from '../options/tenant-options.js'
import type { OriginHeaders } from '../site/calling-origin.js'
import {
  type CorsSettings,
  type Headers,
  isPreflight,
  preflightHeaders,
  refusalHeaders,
  responseHeaders,
} from '../site/cors.js'
import { explainOrigin, refusalReason } from '../site/explain.js'
import { framingPolicy } from '../site/frames.js'
import { knownSites, type SiteFor } from '../site/known-sites.js'
import { linesOf, originHeaders } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import { tenantName, tenants } from '../tenants/tenants.js'
import type { AsapAuth } from '../token/auth.js'
import { authorize, settleSite } from '../token/authorize.js'
import { bearerToken } from '../token/bearer.js'
import { customToken } from '../token/custom-token.js'
import type { AnyClaims, ClaimsSchema, PayloadOf } from '../token/payload.js'
import type { VerifiedToken } from '../token/verified-token.js'
import { tokenVerifier, type VerifyToken } from '../token/verify.js'
import { restrictFraming } from './restrict-framing.js'
import type { AsapGuard, AsapTenantGuard } from './types.js'

/**
 * The guard of one tenant or, with `tenant` and `load`, of many.
 *
 * @throws {AsapConfigError} with every problem of the options at once.
 */
export function asapGuard<Claims extends ClaimsSchema = AnyClaims>(
  options: AsapGuardOptions<Claims>,
): AsapGuard<PayloadOf<Claims>>
export function asapGuard<Claims extends ClaimsSchema = AnyClaims>(
  options: AsapTenantOptions<Claims>,
): AsapTenantGuard<PayloadOf<Claims>>
export function asapGuard(options: AsapGuardOptions | AsapTenantOptions): AsapGuard | AsapTenantGuard {
  return isForMany(options) ? guardOfMany(options) : guardOfOne(options)
}

function isForMany(options: AsapGuardOptions | AsapTenantOptions): options is AsapTenantOptions {
  return typeof options === 'object' && options !== null && ('tenant' in options || 'load' in options)
}

function guardOfOne(options: AsapGuardOptions): AsapGuard {
  const configuration = configured(readOptions(options))
  const { settings } = configuration
  return Object.assign(
    requestGuard(() => configuration),
    {
      explain: (headers: OriginHeaders) => explainOrigin(settings, headers),
      ready: () => settings.keys.ready(),
    },
  )
}

function guardOfMany(options: AsapTenantOptions): AsapTenantGuard {
  const { tenant: tenantOf, load, onDeny, defaults, ...limits } = readTenantOptions(options)
  const keySets = sharedKeySets(limits.maxTenants)
  const known = tenants<Configured>({
    ...limits,
    async load(id) {
      const options = await load(id)
      return options === undefined
        ? undefined
        : configured(readOptions(withDefaults(defaults, options), keySets))
    },
    onFailure: publishTenantFailure,
  })

  function configuredFor(exchange: Exchange): Configured | Promise<Configured> {
    exchange.tenant = tenantName(() => tenantOf(exchange.req))
    return known.find(exchange.tenant)
  }
  return Object.assign(requestGuard(configuredFor, onDeny), {
    async explain({ tenant, ...headers }: OriginHeaders & { tenant: string }) {
      return explainOrigin((await known.find(tenant)).settings, headers)
    },
    ready: async (tenant: string) => (await known.find(tenant)).settings.keys.ready(),
    reload: known.reload,
  })
}

/** One configuration at work. */
interface Configured {
  readonly settings: Settings
  readonly siteFor: SiteFor
  readonly verifyToken: VerifyToken
}

function configured(settings: Settings): Configured {
  return {
    settings,
    siteFor: knownSites(settings),
    verifyToken: tokenVerifier(settings),
  }
}

/** A request on its way through the guard, and what is known of it so far. */
class Exchange {
  /** A clock is asked only where somebody wants to know. */
  readonly started = decisions.hasSubscribers ? performance.now() : undefined
  tenant?: string
  configuration?: Configured
  site?: Site
  verified?: VerifiedToken

  constructor(
    readonly req: Request,
    readonly res: Response,
    readonly next: NextFunction,
    readonly onDeny: AsapPolicyOptions['onDeny'],
  ) {}
}

/** How a request ends that is not refused. */
type Outcome = Exclude<AsapDecision['outcome'], 'refused'>

/**
 * The part of a guard that sees requests, whichever configuration they are for.
 *
 * @param onDeny for requests whose configuration, which may have its own, could not be found
 */
function requestGuard(
  configuredFor: (exchange: Exchange) => Configured | Promise<Configured>,
  onDeny?: AsapPolicyOptions['onDeny'],
) {
  // `req.auth` belongs to everybody: another middleware may set it, or set it anew. This one is of this guard alone.
  const ownAuth: unique symbol = Symbol('asap-guard: auth')
  type Admitted = Request & { auth?: AsapAuth; [ownAuth]?: AsapAuth }

  function asapGuardMiddleware(req: Request, res: Response, next: NextFunction): void {
    settle(new Exchange(req, res, next, onDeny), decide, conclude, refuse)
  }

  function decide(exchange: Exchange): Outcome | Promise<Outcome> {
    const { res } = exchange
    if (res.hasHeader('Vary')) res.vary('Origin')
    else res.setHeader('Vary', 'Origin')
    return chain(exchange, configuredFor(exchange), checkSite)
  }

  /** The order of the checks, cheapest first: origin, preflight, then the token. */
  function checkSite(exchange: Exchange, configuration: Configured): Outcome | Promise<Outcome> {
    const { req, res } = exchange
    const { cors, getToken } = configuration.settings
    exchange.configuration = configuration
    // Read once: Express gives each request a shape of its own, which makes every look at one slow.
    const { headers, rawHeaders } = req
    const received = { headers, rawHeaders }
    const site = configuration.siteFor(received)
    exchange.site = site
    if (site.standing === 'refused') throw siteRefusal(site, originHeaders(received))

    const preflight = cors && isPreflight(headers, req)
    if (cors && site.standing === 'approved') {
      if (preflight) return answerPreflight(res, cors, site.origin, headers['access-control-request-headers'])
      setHeaders(res, responseHeaders(cors, site.origin))
    } else if (preflight) return 'reported'

    const token = getToken
      ? customToken(() => getToken(req))
      : bearerToken(linesOf(received, 'authorization'))
    return chain(exchange, configuration.verifyToken(token), checkCaller)
  }

  /** What a good token still has to pass. */
  function checkCaller(exchange: Exchange, verified: VerifiedToken): Outcome | Promise<Outcome> {
    const { settings } = exchange.configuration as Configured
    exchange.verified = verified
    const site = settleSite(exchange.site as Site, verified, settings)
    exchange.site = site
    return chain(exchange, authorize({ settings, site, verified, request: exchange.req }), admit)
  }

  function admit({ req, site }: Exchange, auth: AsapAuth): Outcome {
    // One by one: Object.assign on a request of Express takes a twentieth of the time of the whole request.
    const admitted = req as Admitted
    admitted.auth = auth
    admitted[ownAuth] = auth
    return site?.standing === 'reported' ? 'reported' : 'allowed'
  }

  function embed(req: Request, res: Response, next: NextFunction): void {
    settle(
      new Exchange(req, res, next, onDeny),
      configuredFor,
      (_exchange, { settings }) => {
        restrictFraming(res, framingPolicy(settings.domains))
        next()
      },
      (exchange, error) => {
        restrictFraming(res, framingPolicy([]))
        refuse(exchange, error)
      },
    )
  }

  function auth(req: Request): AsapAuth {
    const known = (req as Admitted)[ownAuth]
    if (known) return known
    throw new TypeError(
      'guard.auth(req): this guard did not run. Mount it before the route: app.use(path, guard)',
    )
  }

  return Object.assign(asapGuardMiddleware, { embed, auth })
}

/** Outside of what the guard takes for its own failures: what a route throws is not one. */
function conclude(exchange: Exchange, outcome: Outcome): void {
  const { next, site } = exchange
  publish(exchange, {
    outcome,
    code: outcome === 'reported' ? site?.code : undefined,
    status: outcome === 'preflight' ? 204 : undefined,
  })
  if (outcome !== 'preflight') next()
}

function answerPreflight(
  res: Response,
  cors: CorsSettings,
  origin: string,
  requestedHeaders?: string,
): Outcome {
  setHeaders(res, { ...responseHeaders(cors, origin), ...preflightHeaders(cors, requestedHeaders) })
  if (cors.allowedHeaders === undefined) res.vary('Access-Control-Request-Headers')
  res.statusCode = 204
  res.end()
  return 'preflight'
}

/** Every refusal ends here, once. */
function refuse(exchange: Exchange, thrown: unknown): void {
  const { req, res, next, configuration, site } = exchange
  const error = asRefusal(thrown)
  const { code, status, detail } = error
  publish(exchange, { outcome: 'refused', code, status, detail })
  if (res.headersSent) {
    res.end()
    return
  }

  const cors = configuration?.settings.cors
  if (cors && site?.standing === 'approved') setHeaders(res, refusalHeaders(cors, site.origin))
  setHeaders(res, error.headers)
  res.statusCode = status
  const onDeny = configuration ? configuration.settings.onDeny : exchange.onDeny
  if (!onDeny) {
    sendProblem(res, error)
    return
  }
  // Called without an error, `next` would let the refused request through.
  const hand = (given?: unknown) => next(given instanceof Error ? given : error)
  settle(
    exchange,
    () => onDeny(error, req, res, hand as NextFunction) as unknown,
    () => {},
    () => {
      if (!res.headersSent) sendProblem(res, error)
      // Half an answer cannot be mended: break it off, as Express does, rather than let the caller wait.
      else if (!res.writableEnded) res.destroy()
    },
  )
}

/** RFC 9457. Nothing of the request is in the body. */
function sendProblem(res: Response, { status, problem }: AsapGuardError): void {
  try {
    // What an onDeny that failed half-way may have set would not fit this body.
    for (const name of ['Transfer-Encoding', 'Content-Encoding']) res.removeHeader(name)
    const body = JSON.stringify(problem)
    setHeaders(res, { ...PROBLEM_HEADERS, 'Content-Length': String(Buffer.byteLength(body)) })
    res.statusCode = status
    res.statusMessage = ''
    res.end(body)
  } catch {
    // Somebody else's writeHead fails. No answer is better than a caller who waits, or a process that ends.
    res.destroy()
  }
}

function siteRefusal({ code = 'origin_missing' }: Site, headers: OriginHeaders): AsapGuardError {
  return new AsapGuardError(code, refusalReason(code, headers))
}

function setHeaders(res: Response, headers: Headers): void {
  for (const name in headers) res.setHeader(name, headers[name] as string)
}

function publish({ started, site, verified, tenant }: Exchange, said: Partial<AsapDecision>): void {
  if (started === undefined || !decisions.hasSubscribers) return
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
