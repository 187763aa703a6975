import type { PublicJwk } from '../jwk-form.js'

/** What jwks-rsa makes of a JWK. */
export interface SigningKey {
  readonly kid?: string
  readonly alg?: string
  /** SPKI in PEM. */
  getPublicKey(): string
}

/** Has jwks-rsa read JWKs. It leaves out those whose members make no key, and says nothing of them. */
export async function signingKeysOf(jwks: readonly PublicJwk[]): Promise<readonly SigningKey[]> {
  // It throws for a list without any key, which is the caller's to report.
  if (jwks.length === 0) return []
  // Loaded with the first set: a guard whose keys stand in its configuration does without it, and starts faster.
  const { default: jwksClient } = await import('jwks-rsa')
  const client = jwksClient({ fetcher: async () => ({ keys: jwks }), cache: false })
  return client.getSigningKeys().catch((error: unknown) => {
    if (error instanceof jwksClient.JwksError) return []
    throw error
  })
}

/** The JWKs that jwks-rsa left out: it keeps the order, `kid` and `alg` of the others. */
export function unreadOf(jwks: readonly PublicJwk[], keys: readonly SigningKey[]): readonly PublicJwk[] {
  let read = 0
  return jwks.filter(({ kid, alg }) => {
    const isRead = read < keys.length && keys[read]?.kid === kid && keys[read]?.alg === alg
    if (isRead) read += 1
    return !isRead
  })
}
