import { AsapGuardError } from '../errors.js'

/** RFC 6750 §2.1: the scheme, in any letter case, and a space or more. What a token may look like is checked later. */
const BEARER = 'bearer '
const LEADING_SPACES = /^ +/
const BEARER_SCHEME = /^bearer(?:\s|$)/i

/**
 * The token of an `Authorization` header.
 *
 * @param lines every line of the header, as received
 * @throws {AsapGuardError} `token_missing` without the header, or with another scheme; `request_invalid` (RFC 6750 §3.1)
 * when it was sent twice, or when the scheme is Bearer and what follows is not one token.
 */
export function bearerToken(lines: readonly string[]): string {
  if (lines.length > 1) throw new AsapGuardError('request_invalid', 'Authorization was sent more than once')
  const authorization = lines[0] ?? ''
  const isBearer = authorization.slice(0, BEARER.length).toLowerCase() === BEARER
  const token = isBearer ? authorization.slice(BEARER.length).replace(LEADING_SPACES, '') : ''
  if (token !== '' && !token.includes(' ') && !token.includes('\t')) return token
  if (BEARER_SCHEME.test(authorization)) {
    throw new AsapGuardError(
      'request_invalid',
      'Authorization is "Bearer" without exactly one token behind it',
    )
  }
  throw new AsapGuardError('token_missing', 'send the token as "Authorization: Bearer <token>"')
}
