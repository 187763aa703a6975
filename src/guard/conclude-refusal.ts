import { debuglog } from 'node:util'
import { decisions } from '../diagnostics.js'
import { AsapGuardError, asRefusal } from '../errors.js'
import { sentence } from '../sentence.js'
import { misplacedToken } from '../token/misplaced-token.js'
import { addressOf } from './call.js'
import { isDevelopment } from './development.js'
import { warnOfRefusal } from './development-refusal.js'
import { type Findings, nameOfGuard, publish } from './findings.js'
import { mustBeInAuthorization, presentedToken } from './presented-token.js'

/** Prints where `NODE_DEBUG` has `asap-guard`. */
const debug = debuglog('asap-guard')

/**
 * Makes the refusal of what a check has thrown, and tells everybody of it who listens. Where nobody does, as
 * in production under a flood of requests, its detail stays short.
 *
 * @param reader who is handed the error itself: `onDeny`, or the caller of `guard.check`
 */
export function concludeRefusal(
  found: Findings,
  thrown: unknown,
  reader?: 'onDeny' | 'caller',
): AsapGuardError {
  const refusal = asRefusal(thrown)
  const isHeard = decisions.hasSubscribers || reader === 'onDeny'
  const isWarned = !isHeard && isDevelopment()
  if (!isHeard && !isWarned && !debug.enabled && reader !== 'caller') return refusal

  const explained = withNearMiss(refusal, found)
  if (isWarned) warnOfRefusal(found, explained)
  const error = withPage(explained)
  const { code, status, detail, cause } = error
  publish(found, { outcome: 'refused', code, status, detail, cause })
  if (debug.enabled) debug('%s', debugLine(found, error))
  return error
}

/** A token that is missing is often there, but in another place. */
function withNearMiss(refusal: AsapGuardError, found: Findings): AsapGuardError {
  const { code, detail, cause } = refusal
  if (code !== 'token_missing') return refusal
  try {
    const nearMiss = nearMissOf(found as CheckedFindings)
    if (nearMiss !== undefined) return new AsapGuardError(code, `${detail}. ${nearMiss}`, { cause })
  } catch {
    // An earlier middleware has left something in the request that is no text. The refusal needs no hint.
  }
  return refusal
}

/** What a check has noted before it misses a token. */
type CheckedFindings = { readonly [Name in 'call' | 'configuration' | 'site']: NonNullable<Findings[Name]> }

function nearMissOf({ call, configuration, site }: CheckedFindings): string | undefined {
  if (call.isTokenGiven) return EMPTY_TOKEN
  const { settings } = configuration
  const isAsked = call.presented !== presentedToken || !mustBeInAuthorization(settings, site)
  return misplacedToken({
    headers: call.headers,
    url: addressOf(call.request),
    getToken: settings.getToken && (isAsked ? 'found none' : 'not asked'),
  })
}

const EMPTY_TOKEN = '`guard.check` was given an empty `token`. With that option, no header is read for one.'

/** Names the page that has the usual causes of such a refusal, and the fix of each. */
function withPage({ code, detail, cause }: AsapGuardError): AsapGuardError {
  const page = `See docs/errors.md#${code}`
  const text = detail === undefined ? page : `${sentence(detail)} ${page}`
  return new AsapGuardError(code, text, { cause })
}

/** The error of an unusable configuration of a tenant has several lines. */
function debugLine(found: Findings, { status, code, detail }: AsapGuardError): string {
  return `${nameOfGuard(found)} answered ${status} ${code}: ${detail}`.replace(/\s*\n\s*/g, '; ')
}
