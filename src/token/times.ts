import { AsapGuardError } from '../errors.js'
import type { JsonObject } from './decode.js'

/** When a token may be used; every moment in milliseconds since 1970. */
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

interface Moment {
  readonly claim: string
  readonly at: number
}

/** As milliseconds 1973, as seconds the year 5138: what lies beyond was written in the other unit. */
const UNIT_BORDER = 1e11
/** A smaller number is a wrong time in either unit. */
const SMALLEST_RECENT = 1e8

/**
 * Reads the times of a token: `exp`, `nbf`, `iat` in seconds (RFC 7519 §4.1) and the ASAP claims `not_after`,
 * `not_before` in milliseconds.
 *
 * @throws {AsapGuardError} `token_claims` for a time of the wrong type or unit, `token_lifetime` without an end.
 */
export function readTimes(payload: JsonObject): Times {
  const exp = seconds(payload, 'exp')
  const nbf = seconds(payload, 'nbf')
  const issued = seconds(payload, 'iat')
  const notAfter = milliseconds(payload, 'not_after')
  const notBefore = milliseconds(payload, 'not_before')
  const end = earlier(exp, notAfter)
  if (end === undefined)
    throw new AsapGuardError('token_lifetime', 'no end: the token needs "exp" or "not_after"')
  const start = later(nbf, notBefore)
  return {
    end: end.at,
    endClaim: end.claim,
    start: start?.at ?? Number.NEGATIVE_INFINITY,
    startClaim: start?.claim ?? 'nbf',
    issuedAt: issued?.at,
    lifeFrom: (issued ?? earlier(nbf, notBefore))?.at,
  }
}

function earlier(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
  return a && b ? (a.at <= b.at ? a : b) : (a ?? b)
}

function later(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
  return a && b ? (a.at >= b.at ? a : b) : (a ?? b)
}

/**
 * The one place that decides about time, for every token on every request.
 *
 * @param now milliseconds since 1970
 * @throws {AsapGuardError} `token_expired`, `token_not_active` or `token_lifetime`.
 */
export function checkTimes(times: Times, now: number, { maxLifetime, clockTolerance }: TimeLimits): void {
  const { end, start, issuedAt, lifeFrom = now } = times
  if (now >= end + clockTolerance) {
    throw new AsapGuardError('token_expired', `${times.endClaim} was ${duration(now - end)} ago`)
  }
  if (start > now + clockTolerance) throw notActive(times.startClaim, start - now)
  if (issuedAt !== undefined && issuedAt > now + clockTolerance) throw notActive('iat', issuedAt - now)
  if (end - lifeFrom > maxLifetime + clockTolerance) {
    const life = `lives for ${duration(end - lifeFrom)}, and maxLifetime is ${duration(maxLifetime)}`
    throw new AsapGuardError('token_lifetime', `${life}: issue tokens with a nearer ${times.endClaim}`)
  }
}

function notActive(claim: string, ahead: number): AsapGuardError {
  const text = `${claim} is ${duration(ahead)} ahead of this server's clock: are both clocks set (NTP)?`
  return new AsapGuardError('token_not_active', text)
}

function seconds(payload: JsonObject, claim: string): Moment | undefined {
  const value = finiteNumber(payload, claim)
  if (value === undefined) return undefined
  if (Math.abs(value) < UNIT_BORDER) return { claim, at: value * 1000 }
  throw new AsapGuardError('token_claims', `${claim} looks like milliseconds; RFC 7519 wants seconds`)
}

function milliseconds(payload: JsonObject, claim: string): Moment | undefined {
  const value = finiteNumber(payload, claim)
  if (value === undefined) return undefined
  if (value < SMALLEST_RECENT || value >= UNIT_BORDER) return { claim, at: value }
  throw new AsapGuardError('token_claims', `${claim} looks like seconds; ASAP wants milliseconds`)
}

function finiteNumber(payload: JsonObject, claim: string): number | undefined {
  const value = payload[claim]
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
  throw new AsapGuardError('token_claims', `${claim} is not a finite number`)
}

/** A length of time as people say it: `4 min 10 s`. */
function duration(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000)
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ] as const
  const said = parts.filter(([count]) => count > 0).slice(0, 2)
  return said.length > 0 ? said.map(([count, unit]) => `${count} ${unit}`).join(' ') : 'less than 1 s'
}
