import type { z } from 'zod'
import { chain } from '../chain.js'
import { AsapGuardError } from '../errors.js'
import type { Site } from '../site/site.js'
import { type AsapAuth, copyJson } from './auth.js'
import { checkBinding, isNativeApp, type NativeAppRule } from './binding.js'
import { readPayload } from './payload.js'
import { checkRevocation } from './revocation.js'
import type { VerifiedToken } from './verified-token.js'

export interface AuthorizeSettings {
  /** The schema of the payload. */
  readonly claims?: z.ZodType
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
  throw new AsapGuardError('origin_missing', 'the token does not carry the claim that `withoutOrigin` asks for')
}

/**
 * What a verified token still has to pass, on every request: the claims schema, the site that it is bound to, and
 * revocation. Throws, or rejects with, an AsapGuardError.
 *
 * @param isRevoked asks the backend about the caller
 */
export function authorize(
  { claims }: AuthorizeSettings,
  site: Site,
  verified: VerifiedToken,
  isRevoked: ((auth: AsapAuth) => unknown) | undefined,
): AsapAuth | Promise<AsapAuth> {
  const claimed = copyJson(verified.payload)
  return chain(claims ? readPayload(claims, claimed) : claimed, (payload) => {
    if (site.domain !== undefined && verified.sites) checkBinding(verified.sites, site.origin)
    const { token, header } = verified
    const auth = { token, header: copyJson(header), payload, origin: site.origin, domain: site.domain } as AsapAuth
    return isRevoked
      ? chain(
          checkRevocation(() => isRevoked(auth)),
          () => auth,
        )
      : auth
  })
}
