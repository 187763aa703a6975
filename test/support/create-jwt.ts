import { createHmac } from 'node:crypto'

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
  const now = Math.floor(Date.now() / 1000)
  const signed = [
    { alg: 'HS256', typ: 'JWT', ...header },
    { sub: 'user-1', email: 'user@example.com', iat: now, exp: now + 300, ...claims },
  ]
    .map(encoded)
    .join('.')
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
