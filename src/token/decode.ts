import { isUtf8 } from 'node:buffer'
import { AsapGuardError } from '../errors.js'
import { ownMember } from './own-member.js'

/** The members of a JOSE header (RFC 7515 §4.1) that matter here. Others are there, too, but nothing relies on them. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [member: string]: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

/** What a token says before its signature is verified. Its payload is read after that. */
export interface DecodedToken {
  /** The whole of it. */
  readonly token: string
  readonly header: TokenHeader
  readonly alg: string
  readonly kid: string | undefined
}

/** The longest token that is read, in bytes. One with two hundred groups of a user has about 10,000. */
export const LONGEST_TOKEN = 16_384

const TOO_LONG = `longer than ${LONGEST_TOKEN} bytes: put less into it. Node itself reads headers of 16 KiB in all, \
unless it is started with --max-http-header-size`

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart, without trusting it.
 *
 * @throws {AsapGuardError} `token_malformed`, or `token_algorithm` when the header names none.
 */
export function decodeToken(token: string): DecodedToken {
  if (token.length > LONGEST_TOKEN) throw malformed(TOO_LONG)
  if (!COMPACT.test(token)) throw malformed('not three parts of base64url joined with dots')
  const parts = token.split('.') as [string, string, string]
  if (!parts.every(isCanonical)) throw malformed('a part that is not canonical base64url')
  const header = decodeHeader(parts[0])
  // The payload is parsed with the signature, by jsonwebtoken, which lets pass what is not UTF-8 or no object.
  decodeObject(parts[1], 'payload')
  return { token, header, alg: header.alg, kid: ownMember(header, 'kid') as string | undefined }
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

/** Of repeated members the last counts, which RFC 7515 §4 allows. */
function decodeHeader(part: string): TokenHeader {
  const bytes = decodeObject(part, 'header')
  let header: JsonObject
  try {
    header = JSON.parse(bytes.toString())
  } catch {
    // The parser's own message would quote the token.
    throw malformed('the header is not JSON')
  }
  checkHeader(header)
  return header
}

/** The bytes of a part. If they are JSON at all, they are an object: no other JSON begins with a brace (RFC 8259 §2). */
function decodeObject(part: string, name: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`)
  if (bytes.find(isNoSpace) !== OPENING_BRACE) throw malformed(`the ${name} is not a JSON object`)
  return bytes
}

const OPENING_BRACE = 0x7b

/** RFC 8259 §2: space, tab, line feed and carriage return. */
const isNoSpace = (byte: number) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d

function checkHeader(header: JsonObject): asserts header is TokenHeader {
  // RFC 7515 §4.1.11: an extension that is not understood must be refused. None is understood here.
  if (ownMember(header, 'crit') !== undefined) throw malformed('the header has "crit"')
  if (ownMember(header, 'b64') !== undefined) throw malformed('the header has "b64" (RFC 7797)')
  const kid = ownMember(header, 'kid')
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw malformed('"kid" is not a non-empty string')
  const typ = ownMember(header, 'typ')
  if (typ !== undefined && !(typeof typ === 'string' && isJwtType(typ)))
    throw malformed('"typ" is not JWT or at+jwt')
  if (typeof ownMember(header, 'alg') !== 'string')
    throw new AsapGuardError('token_algorithm', 'the header names no "alg"')
}

/** RFC 7519 §5.1, RFC 9068 §2.1: media types, compared without letter case, `application/` optional (RFC 7515 §4.1.9). */
function isJwtType(type: string): boolean {
  const subtype = type.toLowerCase().replace(/^application\//, '')
  return subtype === 'jwt' || subtype === 'at+jwt'
}

const malformed = (detail: string) => new AsapGuardError('token_malformed', detail)
