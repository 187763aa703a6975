import jwt from 'jsonwebtoken'

export interface User {
  email: string
  firstName: string
  lastName: string
}

interface Minting {
  user: User
  /**
   * Where the token may be used, in the grammar of approved domains: the host of the page that asks for it.
   */
  site: string
  secret: string
  /** In milliseconds since 1970. Default: now. */
  issuedAt?: number
  /** In milliseconds. Default: five minutes, well under the ten that a widget token may live. */
  lifetime?: number
  /** The thumbprint of a key (RFC 7638): only who holds it can use the token. Without one, anybody can. */
  thumbprint?: string | undefined
}

/**
 * A widget token for a signed-in user. Customers mint it on their own server; the secret never reaches a
 * browser.
 */
export function mintToken({
  user,
  site,
  secret,
  issuedAt = Date.now(),
  lifetime = 300_000,
  thumbprint,
}: Minting): string {
  const expiresAt = issuedAt + lifetime
  return jwt.sign(
    {
      email: user.email,
      email_verified: true,
      first_name: user.firstName,
      last_name: user.lastName,
      site,
      ...(thumbprint && { cnf: { jkt: thumbprint } }),
      // The registered claims count in seconds, the ASAP ones in milliseconds. Either pair would do; both
      // must hold.
      iat: Math.floor(issuedAt / 1000),
      exp: Math.floor(expiresAt / 1000),
      not_before: issuedAt,
      not_after: expiresAt,
    },
    secret,
    { algorithm: 'HS256' },
  )
}
