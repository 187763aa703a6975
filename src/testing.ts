import { createHash, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import jsonwebtoken from 'jsonwebtoken'
import { parseDomains } from './domains/domains.js'
import { type Point, thumbprintOf } from './proof/thumbprint.js'
import { checkOrigin } from './site/origin.js'

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
    createToken: (claims) => jsonwebtoken.sign(withDefaults(claims), secret, { algorithm: 'HS256' }),
  }
}

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
      const [{ privateKey, kid }] = keys as [SigningKey]
      return jsonwebtoken.sign(withDefaults(claims), privateKey, { algorithm: 'ES256', keyid: kid })
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

/** What a proof of possession is for. */
export interface TestProofRequest {
  /** Default: GET. */
  readonly method?: string
  /** The address of the request: the guard's `dpop.url` and the path. */
  readonly url: string
  /** The token beside which the proof is sent. */
  readonly token: string
  /** Replace or add to `jti`, `htm`, `htu`, `iat` and `ath`. `undefined` leaves one out. */
  readonly claims?: TestClaims
}

/** A key of a widget, for tests of a guard with `dpop` (RFC 9449). */
export interface TestDpopKey {
  /** Binds a token to the key: `createToken({ cnf: { jkt: key.thumbprint } })`. */
  readonly thumbprint: string
  /**
   * A proof for one request, which is sent in the header `DPoP` beside `Authorization: DPoP <token>`. It is good for a
   * minute, and once: make another one for each request.
   */
  createProof(request: TestProofRequest): string
}

/** Makes a key that tokens can be bound to. */
export function testDpopKey(): TestDpopKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk }
  return {
    thumbprint: thumbprintOf(jwk as Point),
    createProof({ method = 'GET', url, token, claims }) {
      const all = {
        jti: randomUUID(),
        htm: method,
        htu: url.replace(/[?#].*/s, ''),
        iat: Math.floor(Date.now() / 1000),
        ath: createHash('sha256').update(token).digest('base64url'),
        ...claims,
      }
      const noTimestamp = all.iat === undefined
      return jsonwebtoken.sign(withoutUndefined(all), privateKey, {
        algorithm: 'ES256',
        header,
        noTimestamp,
      })
    },
  }
}

/**
 * Origins that look like `domain`, an entry such as `help.example.com`, but are not it: none of them may
 * reach a route that is guarded by that one domain.
 */
export function hostileOrigins(domain: string): readonly string[] {
  const lookalikes = [
    'null',
    '',
    domain,
    `http://${domain}`,
    `https://${domain}.evil.example`,
    `https://evil-${domain}`,
    `https://evil${domain}`,
    `https://evil.example/${domain}`,
    `https://evil.example#${domain}`,
    `https://evil.example?https://${domain}`,
    `https://${domain}@evil.example`,
    `https://evil.example@${domain}`,
    `https://${domain}:8443`,
    `https://${domain}:443`,
    `https://${domain}.`,
    `https://${domain}/`,
    `https://${domain}, https://${domain}`,
    `https://evil.example, https://${domain}`,
    `https://${domain.toUpperCase()}`,
    `HTTPS://${domain}`,
    `https://sub.${domain}`,
    `https://${domain.replace('.', '-')}`,
    `https://${domain.replace('.', '%2e')}`,
    `https://${domain}%00.evil.example`,
    `https://${domain}\\@evil.example`,
    `https:/${domain}`,
    `//${domain}`,
    `blob:https://${domain}`,
    `file://${domain}`,
    `capacitor://${domain}`,
    `chrome-extension://${domain}`,
  ]
  // A loopback host may use http, and has no dot to replace.
  const domains = parseDomains([domain], { allowInternalHosts: true })
  return lookalikes.filter((origin) => !checkOrigin(domains, { origin }).allowed)
}

interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: object
}

function newKey(): SigningKey {
  const kid = randomUUID()
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } }
}

function withDefaults(claims: TestClaims = {}): object {
  const now = Math.floor(Date.now() / 1000)
  return withoutUndefined({
    email: 'user@example.com',
    email_verified: true,
    iat: now,
    exp: now + 300,
    ...claims,
  })
}

function withoutUndefined(claims: TestClaims): object {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
