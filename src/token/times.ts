import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { isFiniteNumber } from '../finite-number.js'
import { ownMember } from '../own-member.js'
import { clockHint } from './clock-hint.js'
import { duration } from './duration.js'

/** When a token may be used; all in milliseconds since 1970. */
export interface Times {
  readonly end: number
  readonly endClaim: string
  /** The latest of the start claims; -Infinity without one. */
  readonly start: number
  readonly startClaim: string
  readonly issuedAt: number | undefined
  /** What the life of the token is counted from: `iat`, else the first start claim; `undefined`: from now. */
  readonly lifeFrom: number | undefined
}

export interface TimeLimits {
  /** The longest life a token may have, in milliseconds. */
  readonly maxLifetime: number
  /** How far clocks may be apart, in milliseconds. */
  readonly clockTolerance: number
}

/** A claim that is a time, in milliseconds since 1970. */
interface TimeClaim {
  readonly claim: string
  readonly at: number
}

/** In milliseconds it is in 1973, in seconds in the year 5138. A larger number was not written in seconds. */
const UNIT_BORDER = 1e11
/** A smaller number is a wrong time in either unit. */
const SMALLEST_RECENT = 1e8

/**
 * Reads the times of a token: `exp`, `nbf`, `iat` in seconds (RFC 7519 §4.1) and the ASAP claims `not_after`,
 * `not_before` in milliseconds. An `exp` may be in milliseconds, too.
 *
 * @throws {AsapGuardError} `token_claims` for a time of the wrong type or unit; `token_lifetime` without an
 *   end.
 */
export function readTimes(payload: JsonObject): Times {
  const exp = expiry(payload)
  const nbf = inSeconds(payload, 'nbf')
  const issued = inSeconds(payload, 'iat')
  const notAfter = inMilliseconds(payload, 'not_after')
  const notBefore = inMilliseconds(payload, 'not_before')
  const end = earlier(exp, notAfter)
  if (end === undefined)
    throw new AsapGuardError('token_lifetime', 'no end: the token needs "exp" or "not_after"')
  const start = later(nbf, notBefore)
  return {
    end: end.at,
    endClaim: end.claim,
    start: start?.at ?? Number.NEGATIVE_INFINITY,
    // Stryker disable next-line StringLiteral: nobody is told the name of a start that is not there.
    startClaim: start?.claim ?? 'nbf',
    issuedAt: issued?.at,
    lifeFrom: (issued ?? earlier(nbf, notBefore))?.at,
  }
}

function earlier(a: TimeClaim | undefined, b: TimeClaim | undefined): TimeClaim | undefined {
  return a && b ? (a.at <= b.at ? a : b) : (a ?? b)
}

function later(a: TimeClaim | undefined, b: TimeClaim | undefined): TimeClaim | undefined {
  return a && b ? (a.at >= b.at ? a : b) : (a ?? b)
}

/**
 * The one place that decides about time, for every token on every request.
 *
 * @param now milliseconds since 1970
 * @throws {AsapGuardError} `token_expired`, `token_not_active` or `token_lifetime`.
 */
export function checkTimes(times: Times, now: number, limits: TimeLimits): void {
  checkEnd(times, now, limits)
  checkStart(times, now, limits)
  checkIssued(times, now, limits)
  checkLife(times, now, limits)
}

/** @throws {AsapGuardError} `token_expired`. */
export function checkEnd({ end, endClaim, lifeFrom }: Times, now: number, limits: TimeLimits): void {
  if (now < end + limits.clockTolerance) return
  const hint = clockHint(now - end, now - (lifeFrom ?? now))
  throw new AsapGuardError('token_expired', `${endClaim} was ${duration(now - end)} ago${hint}`)
}

/** @throws {AsapGuardError} `token_not_active`. */
export function checkStart({ start, startClaim }: Times, now: number, { clockTolerance }: TimeLimits): void {
  if (start > now + clockTolerance) throw notActive(startClaim, start - now)
}

/** @throws {AsapGuardError} `token_not_active`. */
export function checkIssued(times: Times, now: number, { clockTolerance }: TimeLimits): void {
  const { issuedAt = now } = times
  if (issuedAt > now + clockTolerance) throw notActive('iat', issuedAt - now)
}

/** @throws {AsapGuardError} `token_lifetime`. */
export function checkLife({ end, endClaim, lifeFrom }: Times, now: number, limits: TimeLimits): void {
  const { maxLifetime, clockTolerance } = limits
  const life = end - (lifeFrom ?? now)
  if (life <= maxLifetime + clockTolerance) return
  const lives = `lives for ${duration(life)}, and maxLifetime is ${duration(maxLifetime)}`
  throw new AsapGuardError('token_lifetime', `${lives}: issue tokens with a nearer ${endClaim}`)
}

function notActive(claim: string, ahead: number): AsapGuardError {
  const hint = clockHint(ahead) || ': are both clocks set (NTP)?'
  return new AsapGuardError(
    'token_not_active',
    `${claim} is ${duration(ahead)} ahead of this server's clock${hint}`,
  )
}

/** ASAP's documentation writes `exp` in milliseconds. Read in seconds, such a number would be a later end. */
function expiry(payload: JsonObject): TimeClaim | undefined {
  const value = finiteNumber(payload, 'exp') ?? 0
  return value >= UNIT_BORDER ? { claim: 'exp', at: value } : inSeconds(payload, 'exp')
}

function inSeconds(payload: JsonObject, claim: string): TimeClaim | undefined {
  const value = finiteNumber(payload, claim)
  if (value === undefined) return undefined
  if (Math.abs(value) < UNIT_BORDER) return { claim, at: value * 1000 }
  throw new AsapGuardError('token_claims', `${claim} looks like milliseconds; RFC 7519 wants seconds`)
}

function inMilliseconds(payload: JsonObject, claim: string): TimeClaim | undefined {
  const value = finiteNumber(payload, claim)
  if (value === undefined) return undefined
  if (value < SMALLEST_RECENT || value >= UNIT_BORDER) return { claim, at: value }
  throw new AsapGuardError('token_claims', `${claim} looks like seconds; ASAP wants milliseconds`)
}

function finiteNumber(payload: JsonObject, claim: string): number | undefined {
  const value = ownMember(payload, claim)
  if (value === undefined || isFiniteNumber(value)) return value
  const problem =
    typeof value === 'string' ? 'a text: write it as a number, without quotes' : 'not a finite number'
  throw new AsapGuardError('token_claims', `${claim} is ${problem}`)
}
