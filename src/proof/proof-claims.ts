import type { JsonObject } from '../compact-jws.js'
import { isFiniteNumber } from '../finite-number.js'
import { ownMember } from '../own-member.js'
import { addressProblem } from './address-problem.js'
import { type HttpUri, normalizedUri } from './http-uri.js'
import { invalid, shown } from './invalid.js'
import { sha256 } from './sha256.js'

/** What a proof must have been made for. */
export interface ProvedRequest {
  readonly method: string
  /** Its public address, not normalised. */
  readonly uri: string
  readonly token: string
}

export interface ProofTimes {
  /** How old a proof may be, in milliseconds. */
  readonly maxAge: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What of a proof is needed to note that it is used. */
export interface ProofUse {
  readonly jti: string
  /** The last moment at which the proof can be used, in milliseconds since 1970. */
  readonly until: number
}

/**
 * Checks the claims of a proof whose signature is good (RFC 9449 §4.3).
 *
 * @throws {AsapGuardError} `proof_invalid`.
 */
export function checkProofClaims(claims: JsonObject, request: ProvedRequest, times: ProofTimes): ProofUse {
  checkMethod(ownMember(claims, 'htm'), request)
  checkAddress(ownMember(claims, 'htu'), request)
  checkTokenHash(ownMember(claims, 'ath'), request)
  const iat = checkIssuedAt(ownMember(claims, 'iat'), times)
  return { jti: checkId(ownMember(claims, 'jti')), until: iat + times.maxAge }
}

function checkMethod(htm: unknown, { method }: ProvedRequest): void {
  if (htm !== method) throw invalid(`htm is ${shown(htm)}, but the method of the request is ${shown(method)}`)
}

function checkAddress(htu: unknown, { uri, token }: ProvedRequest): void {
  // Stryker disable next-line ConditionalExpression: normalising equal addresses only takes longer.
  if (htu === uri) return
  const expected = normalizedUri(uri) as HttpUri
  const found = typeof htu === 'string' ? normalizedUri(htu) : undefined
  if (found?.origin !== expected.origin || found.path !== expected.path)
    throw invalid(addressProblem(htu, found, expected, token))
}

/** RFC 9449 §4.2: the SHA-256 of the token, in base64url. */
function checkTokenHash(ath: unknown, { token }: ProvedRequest): void {
  if (ath === undefined) throw invalid('ath is missing: give the token to what makes the proof')
  if (ath === sha256(token)) return
  throw invalid('ath is not the hash of this token: make a new proof when the token is renewed')
}

/** How far a proof may be ahead, in milliseconds: it carries the time of the user's device. */
const LEEWAY = 30_000
/** Seconds until the year 5138. */
const UNIT_BORDER = 1e11

/** @returns milliseconds since 1970 */
function checkIssuedAt(iat: unknown, { maxAge, now }: ProofTimes): number {
  if (!isFiniteNumber(iat)) throw invalid('iat is not a finite number')
  if (iat >= UNIT_BORDER) throw invalid('iat looks like milliseconds; RFC 7519 wants seconds')
  const age = now - iat * 1000
  if (age > maxAge) {
    const late = `iat is ${seconds(age)} behind the clock of this server, and maxAge is ${seconds(maxAge)}`
    throw invalid(`${late}: the proof is old, or the clock of the user's device is slow. ${CLOCK}`)
  }
  if (age < -LEEWAY) {
    const early = `iat is ${seconds(-age)} ahead of the clock of this server`
    throw invalid(
      `${early}, and ${seconds(LEEWAY)} are allowed: the clock of the user's device is fast. ${CLOCK}`,
    )
  }
  return iat * 1000
}

const seconds = (milliseconds: number) => `${Math.ceil(milliseconds / 1000)} s`

const CLOCK =
  'Let the widget correct its time by the Date header of an answer. If all users have this, set the clock ' +
  'of this server (NTP)'

/** In UTF-16 code units. */
const LONGEST_ID = 128

function checkId(jti: unknown): string {
  if (typeof jti === 'string' && jti !== '' && jti.length <= LONGEST_ID) return jti
  throw invalid(`jti is not a text of 1 to ${LONGEST_ID} characters, such as crypto.randomUUID() makes`)
}
