import { AsapGuardError } from '../errors.js'

/** A token, and how it came. */
export interface PresentedToken {
  readonly token: string
  /** The scheme of the Authorization header; `undefined` if the token came in another way. */
  readonly scheme: 'Bearer' | 'DPoP' | undefined
  /**
   * Whether it came in a way that a page without an origin could use, and an app need not. Such a call is
   * only reported with `reportOnly`; otherwise its token is refused before it is looked at.
   */
  readonly unlikeApp?: boolean
}

/**
 * The schemes of RFC 6750 §2.1 and RFC 9449 §7.1, in any letter case. What a token may look like is checked
 * later.
 */
const SCHEME = /^(bearer|dpop)(?:\s|$)/i
const SPACES = / +/

/**
 * The token of an `Authorization` header; `undefined` without the header, or with an empty one.
 *
 * @param lines every line of the header, as received
 * @param takesProofs whether the scheme `DPoP` is known beside `Bearer`
 * @throws {AsapGuardError} `token_missing` for another scheme; `request_invalid` (RFC 6750 §3.1) when the
 * header was sent twice, or when what follows the scheme is not one token.
 */
export function authorizationToken(
  lines: readonly string[],
  takesProofs: boolean,
): PresentedToken | undefined {
  if (lines.length > 1) throw new AsapGuardError('request_invalid', 'Authorization was sent more than once')
  const [authorization = ''] = lines
  if (authorization === '') return undefined
  const scheme = schemeOf(authorization)
  if (scheme === undefined || (scheme === 'DPoP' && !takesProofs))
    throw tokenMissing('Authorization has another scheme')
  const token = tokenBehind(authorization, scheme)
  if (token !== undefined) return { token, scheme }
  throw new AsapGuardError(
    'request_invalid',
    `Authorization is "${scheme}" without exactly one token behind it: ` +
      "is the caller's token empty, or has it spaces?",
  )
}

export function tokenMissing(reason: string): AsapGuardError {
  return new AsapGuardError('token_missing', `${reason}: send the token as "Authorization: Bearer <token>"`)
}

function schemeOf(authorization: string): 'Bearer' | 'DPoP' | undefined {
  const scheme = SCHEME.exec(authorization)?.[1]
  if (scheme === undefined) return undefined
  return scheme.length === 'DPoP'.length ? 'DPoP' : 'Bearer'
}

/** RFC 9110 §11.4: one space or more stand behind the scheme. */
function tokenBehind(authorization: string, scheme: string): string | undefined {
  if (authorization[scheme.length] !== ' ') return undefined
  const token = authorization.slice(scheme.length).replace(SPACES, '')
  return token === '' || token.includes(' ') || token.includes('\t') ? undefined : token
}
