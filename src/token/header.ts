import { decodeObject, type JsonObject, type Malformed } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { ownCopy } from '../own-copy.js'
import { ownMember } from '../own-member.js'

/** The members of a JOSE header (RFC 7515 §4.1) that matter here. Nothing relies on the others. */
export interface TokenHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [member: string]: unknown
}

let last: { readonly encoded: string; readonly header: TokenHeader } | undefined

/**
 * Reads the header of a token. The one that was read last is kept, since all tokens of a signer begin with
 * the same header, letter for letter (docs/performance.md).
 *
 * @throws {AsapGuardError} what `malformed` makes, or `token_algorithm` when the header names none.
 */
export function readHeader(encoded: string, malformed: Malformed): TokenHeader {
  if (last?.encoded === encoded) return last.header
  const header = decodeObject(encoded, 'header', malformed)
  checkHeader(header, malformed)
  last = { encoded: ownCopy(encoded), header }
  return header
}

function checkHeader(header: JsonObject, malformed: Malformed): asserts header is TokenHeader {
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
