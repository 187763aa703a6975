import type { z } from 'zod'
import { chain } from '../chain.js'
import { AsapGuardError } from '../errors.js'
import type { Site } from '../site/site.js'
import { type AsapAuth, copyJson } from './auth.js'
import { checkBinding, isNativeApp, type NativeAppRule } from './binding.js'
import { readPayload } from './payload.js'
import { checkRevocation } from './revocation.js'
import type { VerifiedToken } from './verified-token.js'

export interface AuthorizeSettings<Request> {
  /** The schema of the payload. */
  readonly claims?: z.ZodType
  /** Asks the backend about the caller. */
  readonly isRevoked?: (auth: AsapAuth, request: Request) => unknown
}

export interface NativeAppSettings {
  readonly withoutOrigin?: NativeAppRule
  readonly reportOnly: boolean
}

/**
 * Whether a call without an origin is an app's: that is for its token to say.
 *
 * @throws {AsapGuardError} `origin_missing`, unless sites are only reported.
 */
export function settleSite(site: Site, { payload }: VerifiedToken, settings: NativeAppSettings): Site {
  if (site.standing !== 'native' || isNativeApp(payload, settings.withoutOrigin)) return site
  if (settings.reportOnly) return { standing: 'reported', code: site.code }
  throw new AsapGuardError(
    'origin_missing',
    'the token does not carry the claim that `withoutOrigin` asks for',
  )
}

/** A caller whose token is good, and what is asked of it. */
interface Caller<Request> {
  readonly settings: AuthorizeSettings<Request>
  readonly site: Site
  readonly verified: VerifiedToken
  readonly request: Request
}

/**
 * What a verified token still has to pass, on every request: the claims schema, the site that it is bound to, and
 * revocation. Throws, or rejects with, an AsapGuardError.
 */
export function authorize<Request>(caller: Caller<Request>): AsapAuth | Promise<AsapAuth> {
  const { claims } = caller.settings
  const claimed = copyJson(caller.verified.payload)
  return chain(caller, claims ? readPayload(claims, claimed) : claimed, grant)
}

function grant<Request>({ settings, site, verified, request }: Caller<Request>, payload: unknown) {
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
  if (!isRevoked) return auth
  return chain(
    auth,
    checkRevocation(() => isRevoked(auth, request)),
    () => auth,
  )
}
