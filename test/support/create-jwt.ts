import { jws, userClaims } from './jws.js'

/** Long enough for HS256, HS384 and HS512. */
export const SECRET = 'a shared secret for tests, which is more than sixty-four bytes long'

/**
 * A widget JWT that the guard accepts when its `secret` is {@link SECRET}, but for what `overrides` change: claims of the
 * payload (`undefined` leaves one out), members of the `header`, the `secret` that signs.
 */
export function createJwt({
  header,
  secret = SECRET,
  ...claims
}: {
  header?: Record<string, unknown>
  secret?: string | Buffer
  [claim: string]: unknown
} = {}): string {
  const payload = userClaims({ email: 'user@example.com', ...claims })
  return jws('HS256', secret, { alg: 'HS256', typ: 'JWT', ...header }, payload)
}
