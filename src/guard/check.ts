import { AsapGuardError } from '../errors.js'
import type { Settings } from '../options/read-options.js'
import { isPromise } from '../promise.js'
import { isPreflight } from '../site/cors.js'
import { refusalReason } from '../site/explain.js'
import type { OriginErrorCode } from '../site/origin.js'
import { originHeaders } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import { type AsapAuth, type AsapGuest, authOf, copyJson, guestAt } from '../token/auth.js'
import { type PresentedToken, tokenMissing } from '../token/authorization.js'
import { checkBinding, isAppToken } from '../token/binding.js'
import { readPayload } from '../token/payload.js'
import { checkRevocation } from '../token/revocation.js'
import type { VerifiedToken } from '../token/verified-token.js'
import type { Call } from './call.js'
import type { FindConfiguration, Findings } from './findings.js'

/** How a check ends that refuses nothing. `auth` is there where a token was asked for. */
export interface Admission {
  readonly outcome: 'allowed' | 'reported' | 'preflight'
  readonly site: Site
  readonly auth?: AsapAuth | AsapGuest
}

/**
 * The order of the checks, cheapest first. It waits only where something gives a promise: a configuration or
 * keys that are fetched, an asynchronous schema, `isRevoked` or `dpop.isReplay`. It answers nothing.
 *
 * @throws {AsapGuardError} the refusal.
 */
export async function check(call: Call, find: FindConfiguration, found: Findings): Promise<Admission> {
  found.call = call
  let configuration = find(call, found)
  if (isPromise(configuration)) configuration = await configuration
  found.configuration = configuration
  const { settings } = configuration

  const calling = configuration.siteFor(call)
  found.site = calling
  if (calling.standing === 'refused') throw siteRefusal(calling.code, call, settings)
  if (settings.cors && call.mayBePreflight && isPreflight(call))
    return { outcome: 'preflight', site: calling }
  if (call.presented === undefined) return { outcome: outcomeAt(calling), site: calling }

  const presented = call.presented(call, settings, calling)
  if (presented === undefined) return admitGuest(calling, settings, found)
  found.token = presented.token
  let verified = configuration.verifyToken(presented.token)
  if (isPromise(verified)) verified = await verified
  found.key = verified.key
  const site = siteOfCaller(calling, presented, verified, settings)
  found.site = site

  const { claims } = settings
  let payload = claims ? readPayload(claims, verified.payload) : copyJson(verified.payload)
  if (isPromise(payload)) payload = await payload
  if (site.domain !== undefined && verified.sites) checkBinding(verified.sites, site.origin)

  const noteProof = configuration.checkProof(proofRequest(call, presented, verified))

  const auth = authOf(verified, payload, site)
  const { isRevoked } = settings
  const revocation = isRevoked && checkRevocation(() => isRevoked(auth, call.request))
  if (isPromise(revocation)) await revocation
  // A proof is noted last: a call that is refused for another reason does not use it up.
  const noted = noteProof?.(call.request)
  if (isPromise(noted)) await noted
  return { outcome: outcomeAt(site), site, auth }
}

const outcomeAt = ({ standing }: Site) => (standing === 'reported' ? 'reported' : 'allowed')

function siteRefusal(code: OriginErrorCode, call: Call, settings: Settings): AsapGuardError {
  return new AsapGuardError(code, refusalReason(settings, code, originHeaders(call)))
}

const proofRequest = (call: Call, { scheme }: PresentedToken, { token, payload }: VerifiedToken) => {
  const { method, url } = call
  return { token, payload, scheme, proofs: call.proofs(), method, url, now: Date.now() }
}

/**
 * A caller without any token. An app's call needs its token: without one nothing shows that it is an app's.
 */
function admitGuest(site: Site, { guests }: Settings, found: Findings): Admission {
  if (!guests || site.standing === 'app') throw tokenMissing('there is no token')
  found.guest = true
  return { outcome: outcomeAt(site), site, auth: guestAt(site) }
}

/**
 * The site of a caller whose token is verified. A call without an origin, or from a listed web view, is an
 * app's if its token carries the claim of `apps`, and came as an app sends it. Otherwise its site is one that
 * is not approved.
 *
 * @throws {AsapGuardError} the code of such a site, unless `reportOnly` is set.
 */
function siteOfCaller(
  site: Site,
  { unlikeApp }: PresentedToken,
  { payload }: VerifiedToken,
  { apps, reportOnly }: Settings,
): Site {
  if (site.standing !== 'app' || (isAppToken(payload, apps) && !unlikeApp)) return site
  if (reportOnly) return { ...site, standing: 'reported' }
  throw new AsapGuardError(site.code, 'the token does not carry the claim that `apps` asks for')
}
