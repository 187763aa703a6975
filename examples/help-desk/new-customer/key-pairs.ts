import { generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'

/** Key pairs of a customer. The help desk fetches the public halves; with them, nobody can sign. */
export function openKeyPairs(kids: readonly [string, ...string[]]) {
  const pairs = kids.map((kid) => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }))
  let current = 0

  return {
    /**
     * A JWK Set, RFC 7517. A new key is in it before anything is signed with it, so that no token is refused.
     */
    keySet: () => ({
      keys: pairs.map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        alg: 'ES256',
        use: 'sig',
      })),
    }),
    /** Signs with the next key from now on, and returns its name. */
    rotate(): string {
      current = (current + 1) % pairs.length
      return pairs[current]?.kid ?? ''
    },
    sign(claims: object): string {
      const pair = pairs[current]
      if (!pair) throw new RangeError('there is no key to sign with')
      return jwt.sign(claims, pair.privateKey, { algorithm: 'ES256', keyid: pair.kid, expiresIn: '5m' })
    },
  }
}
