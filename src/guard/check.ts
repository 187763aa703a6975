import { AsapGuardError } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import { isPromise } from '../promise.js'
import { isPreflight } from '../site/cors.js'
import { refusalReason } from '../site/explain.js'
import { linesOf, originHeaders } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import { type AsapAuth, copyJson } from '../token/auth.js'
import { bearerToken } from '../token/bearer.js'
import { checkBinding, isNativeApp } from '../token/binding.js'
import { customToken } from '../token/custom-token.js'
import { readPayload } from '../token/payload.js'
import { checkRevocation } from '../token/revocation.js'
import type { VerifiedToken } from '../token/verified-token.js'
import type { Call } from './call.js'
import type { FindConfiguration, Findings } from './findings.js'

/** How a check ends that refuses nothing. A preflight has no caller yet. */
export type Admission =
  | { readonly outcome: 'allowed' | 'reported'; readonly site: Site; readonly auth: AsapAuth }
  | { readonly outcome: 'preflight'; readonly site: Site }

/**
 * The order of the checks, cheapest first. It waits only for what comes later: a configuration or keys that are
 * fetched, a schema or a revocation check that is asynchronous. It answers nothing.
 *
 * @throws {AsapGuardError} the refusal.
 */
export async function check(call: Call, find: FindConfiguration, found: Findings): Promise<Admission> {
  let configuration = find(call, found)
  if (isPromise(configuration)) configuration = await configuration
  found.configuration = configuration
  const { settings } = configuration

  const calling = configuration.siteFor(call)
  found.site = calling
  if (calling.standing === 'refused') throw siteRefusal(calling, call, settings)
  if (settings.cors && isPreflight(call.headers, call)) return { outcome: 'preflight', site: calling }

  let verified = configuration.verifyToken(tokenOf(call, settings))
  if (isPromise(verified)) verified = await verified
  found.key = verified.key
  const site = settledSite(calling, verified, settings)
  found.site = site

  const { claims } = settings
  let payload = claims ? readPayload(claims, verified.payload) : copyJson(verified.payload)
  if (isPromise(payload)) payload = await payload
  if (site.domain !== undefined && verified.sites) checkBinding(verified.sites, site.origin)

  const { token, header } = verified
  const auth = {
    token,
    header: copyJson(header),
    payload,
    origin: site.origin,
    domain: site.domain,
  } as AsapAuth
  const { isRevoked } = settings
  const revocation = isRevoked && checkRevocation(() => isRevoked(auth, call.request))
  if (isPromise(revocation)) await revocation
  return { outcome: site.standing === 'reported' ? 'reported' : 'allowed', site, auth }
}

function siteRefusal({ code = 'origin_missing' }: Site, call: Call, settings: Settings): AsapGuardError {
  return new AsapGuardError(code, refusalReason(settings, code, originHeaders(call)))
}

/**
 * Whether a call without an origin is an app's: that is for its token to say.
 *
 * @throws {AsapGuardError} `origin_missing`, unless sites are only reported.
 */
function settledSite(site: Site, { payload }: VerifiedToken, { withoutOrigin, reportOnly }: Settings): Site {
  if (site.standing !== 'native' || isNativeApp(payload, withoutOrigin)) return site
  if (reportOnly) return { standing: 'reported', code: site.code }
  throw new AsapGuardError('origin_missing', 'the token does not carry the claim that `apps` asks for')
}

function tokenOf(call: Call, { getToken }: Settings): string {
  return getToken ? customToken(() => getToken(call.request)) : bearerToken(linesOf(call, 'authorization'))
}
