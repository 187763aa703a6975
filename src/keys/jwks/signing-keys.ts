import type { PublicJwk } from '../jwk-form.js'

/** A key that jwks-rsa has made of a JWK. */
export interface SigningKey {
  readonly kid?: string
  readonly alg?: string
  /** The key as a PEM (SPKI). */
  getPublicKey(): string
}

/** Lets jwks-rsa make keys of JWKs. It leaves out the JWKs of which no key can be made. */
export async function signingKeysOf(jwks: readonly PublicJwk[]): Promise<readonly SigningKey[]> {
  // Loading jwks-rsa takes 70 ms, and only guards with a `jwksUri` need it.
  const { default: jwksClient } = await import('jwks-rsa')
  // Stryker disable next-line BooleanLiteral: the cache is for single keys, for which nobody asks here.
  const client = jwksClient({ fetcher: async () => ({ keys: jwks }), cache: false })
  return client.getSigningKeys().catch((error: unknown) => {
    // jwks-rsa throws if there is no key. Here that is an empty list, and the caller reports it.
    if (error instanceof jwksClient.JwksError) return []
    throw error
  })
}

/** The JWKs that jwks-rsa left out. The keys that it made have the order, `kid` and `alg` of their JWKs. */
export function unreadOf(jwks: readonly PublicJwk[], keys: readonly SigningKey[]): readonly PublicJwk[] {
  let read = 0
  return jwks.filter(({ kid, alg }) => {
    const next = keys[read]
    const isRead = next !== undefined && next.kid === kid && next.alg === alg
    if (isRead) read += 1
    return !isRead
  })
}
