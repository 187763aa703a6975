import { randomBytes } from 'node:crypto'
import jsonwebtoken from 'jsonwebtoken'

/** Claims of a test token. `undefined` leaves one out that is there by default. */
export type TestClaims = Readonly<Record<string, unknown>>

/**
 * Signs a token of a user of the widget that is good for five minutes. Claims that are given replace or add
 * to `email`, `email_verified`, `iat` and `exp`.
 */
export type CreateToken = (claims?: TestClaims) => string

/** A shared secret and the tokens that it signs: `asapGuard({ domains, secret })` accepts them. */
export function testSecret(): { readonly secret: string; readonly createToken: CreateToken } {
  const secret = randomBytes(48).toString('base64url')
  return {
    secret,
    createToken: (claims) => jsonwebtoken.sign(testClaims(claims), secret),
  }
}

/** The claims of a test token, over those that it has by default. */
export function testClaims(claims: TestClaims = {}): object {
  const now = Math.floor(Date.now() / 1000)
  return withoutUndefined({
    email: 'user@example.com',
    email_verified: true,
    iat: now,
    exp: now + 300,
    ...claims,
  })
}

export function withoutUndefined(claims: TestClaims): object {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
