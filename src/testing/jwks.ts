import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import jsonwebtoken from 'jsonwebtoken'
import { type CreateToken, testClaims } from './tokens.js'

/** A JWKS endpoint on loopback, and the tokens that its newest key signs. */
export interface TestJwks {
  /** For the option `jwksUri`. */
  readonly jwksUri: string
  readonly createToken: CreateToken
  /** Adds a new key, which signs from now on; the old ones stay in the set unless `drop` is set. */
  rotate(options?: { readonly drop?: boolean }): void
  close(): Promise<void>
}

/** Starts a JWKS endpoint for tests of a guard with `jwksUri`. Close it when they are done. */
export async function startTestJwks(): Promise<TestJwks> {
  let keys = [newKey()]
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/jwk-set+json')
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return {
    jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    createToken(claims) {
      const [{ privateKey, kid }] = keys as [TestSigningKey]
      return jsonwebtoken.sign(testClaims(claims), privateKey, { algorithm: 'ES256', keyid: kid })
    },
    rotate({ drop = false } = {}) {
      keys = drop ? [newKey()] : [newKey(), ...keys]
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface TestSigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: object
}

function newKey(): TestSigningKey {
  const kid = randomUUID()
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } }
}
