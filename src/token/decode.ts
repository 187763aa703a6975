import { bytesOfObject, decodeObject, type JsonObject, partsOf } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'

/** The members of a JOSE header (RFC 7515 §4.1) that matter here. Nothing relies on the others. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [member: string]: unknown
}

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

const TOO_LONG = `longer than ${LONGEST_TOKEN} bytes: put less into it. Node itself reads headers of 16 KiB \
in all, unless it is started with --max-http-header-size`

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart, without trusting it.
 *
 * @throws {AsapGuardError} `token_malformed`, or `token_algorithm` when the header names none.
 */
export function decodeToken(token: string): DecodedToken {
  if (token.length > LONGEST_TOKEN) throw malformed(TOO_LONG)
  const [first, payload] = partsOf(token, malformed)
  const header = decodeObject(first, 'header', malformed)
  checkHeader(header)
  // jsonwebtoken parses the payload, but takes one that is not UTF-8 or not an object.
  bytesOfObject(payload, 'payload', malformed)
  return { token, header, alg: header.alg, kid: ownMember(header, 'kid') as string | undefined }
}

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

/**
 * RFC 7519 §5.1, RFC 9068 §2.1. Letter case does not matter in media types, and `application/` may be left
 * out (RFC 7515 §4.1.9).
 */
function isJwtType(type: string): boolean {
  const subtype = type.toLowerCase().replace(/^application\//, '')
  return subtype === 'jwt' || subtype === 'at+jwt'
}

const malformed = (detail: string) => new AsapGuardError('token_malformed', detail)
