import { bytesOfObject, partsOf } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'
import { readHeader, type TokenHeader } from './header.js'

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
  const header = readHeader(first, malformed)
  // jsonwebtoken parses the payload, but takes one that is not UTF-8 or not an object.
  bytesOfObject(payload, 'payload', malformed)
  return { token, header, alg: header.alg, kid: ownMember(header, 'kid') as string | undefined }
}

const malformed = (detail: string) => new AsapGuardError('token_malformed', detail)
