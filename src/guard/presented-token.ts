import { askForText } from '../ask-for-text.js'
import type { Settings } from '../options/read-options.js'
import { linesOf } from '../site/request-headers.js'
import type { Site } from '../site/site.js'
import { authorizationToken, type PresentedToken } from '../token/authorization.js'
import type { Call } from './call.js'

/**
 * The token of a call to the gate; `undefined` if there is none.
 *
 * A call without origin must bring it in `Authorization`. A page with `no-referrer` on plain http sends no
 * Fetch Metadata, so it could pass for an app by a token in its address; it cannot send that header to
 * another site without an Origin. With `reportOnly` the token may be elsewhere, and the call is reported.
 */
export function presentedToken(call: Call, settings: Settings, site: Site): PresentedToken | undefined {
  if (mustBeInAuthorization(settings, site)) return tokenOfHeader(call, settings)
  const presented = tokenOfRequest(call, settings)
  if (site.standing !== 'app' || site.origin !== undefined) return presented
  const ofApp = presented ?? tokenOfHeader(call, settings)
  return ofApp && { ...ofApp, unlikeApp: !isInAuthorization(call, ofApp) }
}

/** Whether the token of a call to the gate counts in `Authorization` alone. */
export const mustBeInAuthorization = ({ reportOnly }: Settings, { origin }: Site) =>
  origin === undefined && !reportOnly

const isInAuthorization = (call: Call, { token }: PresentedToken) =>
  linesOf(call, 'authorization').some((line) => line.includes(token))

/** From `getToken` where it is set, else from `Authorization`. */
export function tokenOfRequest(call: Call, settings: Settings): PresentedToken | undefined {
  const { getToken } = settings
  if (getToken === undefined) return tokenOfHeader(call, settings)
  const token = askForText('getToken', 'request_invalid', () => getToken(call.request) ?? undefined)
  return token ? { token, scheme: undefined } : undefined
}

const tokenOfHeader = (call: Call, { dpop }: Settings) =>
  authorizationToken(linesOf(call, 'authorization'), dpop !== undefined)
