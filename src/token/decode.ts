import { isUtf8 } from 'node:buffer'
import { AsapGuardError } from '../errors.js'

/** The members of a JOSE header (RFC 7515 §4.1) that matter here; others are there, too, and trusted with nothing. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [member: string]: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

export interface DecodedToken {
  /** The whole of it. */
  readonly token: string
  readonly header: TokenHeader
  readonly payload: JsonObject
}

/** Far more than an access token needs, and little enough to decode for a stranger. */
export const LONGEST_TOKEN = 8192

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart, without trusting it.
 *
 * @throws {AsapGuardError} `token_malformed`, or `token_algorithm` when the header names none.
 */
export function decodeToken(token: string): DecodedToken {
  if (token.length > LONGEST_TOKEN) throw malformed(`longer than ${LONGEST_TOKEN} bytes`)
  if (!COMPACT.test(token)) throw malformed('not three parts of base64url joined with dots')
  const parts = token.split('.') as [string, string, string]
  if (!parts.every(isCanonical)) throw malformed('a part that is not canonical base64url')
  return { token, header: decodeHeader(parts[0]), payload: decodeObject(parts[1], 'payload') }
}

/** RFC 7515 §7.1: header, payload and signature in the alphabet of RFC 4648 §5, without padding. */
const COMPACT = /^[\w-]*\.[\w-]*\.[\w-]*$/

/** RFC 4648 §3.5: unused bits of the last character are zero, so that each value has one spelling. */
function isCanonical(part: string): boolean {
  const last = part.charAt(part.length - 1)
  switch (part.length % 4) {
    case 0:
      return true
    case 2:
      return 'AQgw'.includes(last)
    case 3:
      return 'AEIMQUYcgkosw048'.includes(last)
    default:
      return false
  }
}

/** Tokens of one signer begin alike: the headers read last are kept, so that each is read once. */
const knownHeaders = new Map<string, TokenHeader>()
const MOST_KNOWN = 100
const LONGEST_KNOWN = 256

function decodeHeader(part: string): TokenHeader {
  const known = knownHeaders.get(part)
  if (known) return known
  const header = decodeObject(part, 'header')
  checkHeader(header)
  if (part.length <= LONGEST_KNOWN) {
    if (knownHeaders.size >= MOST_KNOWN) knownHeaders.clear()
    knownHeaders.set(part, header)
  }
  return header
}

/** Of repeated members the last counts (RFC 7515 §4 allows that). The parser's own message would quote the token. */
function decodeObject(part: string, name: string): JsonObject {
  const bytes = Buffer.from(part, 'base64url')
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`)
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw malformed(`the ${name} is not JSON`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw malformed(`the ${name} is not a JSON object`)
}

function checkHeader(header: JsonObject): asserts header is TokenHeader {
  const { alg, kid, typ, crit, b64 } = header
  // RFC 7515 §4.1.11: an extension that is not understood must be refused, and none is understood here.
  if (crit !== undefined) throw malformed('the header has "crit"')
  if (b64 !== undefined) throw malformed('the header has "b64" (RFC 7797)')
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw malformed('"kid" is not a non-empty string')
  if (typ !== undefined && !(typeof typ === 'string' && isJwtType(typ)))
    throw malformed('"typ" is not JWT or at+jwt')
  if (typeof alg !== 'string') throw new AsapGuardError('token_algorithm', 'the header names no "alg"')
}

/** RFC 7519 §5.1, RFC 9068 §2.1: media types, compared without letter case, `application/` optional (RFC 7515 §4.1.9). */
function isJwtType(type: string): boolean {
  const subtype = type.toLowerCase().replace(/^application\//, '')
  return subtype === 'jwt' || subtype === 'at+jwt'
}

const malformed = (detail: string) => new AsapGuardError('token_malformed', detail)
