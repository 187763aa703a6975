import type { NextFunction, Request, Response } from 'express'
import type { AsapGuardError } from '../errors.js'
import type { HMAC_ALGORITHMS, PUBLIC_KEY_ALGORITHMS } from '../keys/algorithms.js'
import type { PublicKeyInput } from '../keys/public-key.js'
import type { SecretInput } from '../keys/secret.js'
import type { AsapAuth } from '../token/auth.js'
import type { AnyClaims, ClaimsSchema, PayloadOf } from '../token/payload.js'

type OneOrMore<Value> = Value | readonly Value[]

/** Exactly one way to verify signatures. */
export type AsapKeyOptions =
  | {
      /**
       * Shared secret for HS256, HS384 and HS512: a string (its UTF-8 bytes) or a Buffer, 32 bytes at least (RFC 7518
       * §3.2). Of a list all are accepted, so that an old and a new one work side by side; a token whose `kid` names a
       * `{ kid, secret }` is tried with that one alone.
       */
      readonly secret: OneOrMore<SecretInput> | undefined
      readonly publicKey?: never
      readonly jwksUri?: never
      readonly jwks?: never
      /** Algorithms that a token may name. Default: those that the secret is long enough for. */
      readonly algorithms?: readonly (typeof HMAC_ALGORITHMS)[number][]
      readonly issuer?: OneOrMore<string> | null
      readonly audience?: OneOrMore<string> | null
    }
  | {
      /** Public key as PEM, JWK or KeyObject: RSA from 2048 bits, P-256, P-384 or P-521. Of a list all are accepted. */
      readonly publicKey: OneOrMore<PublicKeyInput> | undefined
      readonly secret?: never
      readonly jwksUri?: never
      readonly jwks?: never
      /** Algorithms that a token may name. Default: those of the key's kind. */
      readonly algorithms?: readonly (typeof PUBLIC_KEY_ALGORITHMS)[number][]
      readonly issuer?: OneOrMore<string> | null
      readonly audience?: OneOrMore<string> | null
    }
  | {
      /** Address of a JWK Set (RFC 7517 §5), https; http for loopback hosts only. */
      readonly jwksUri: string | undefined
      readonly secret?: never
      readonly publicKey?: never
      /** How the key set is kept, in seconds. */
      readonly jwks?: AsapJwksOptions
      /** Algorithms that a token may name. Default: every RSA and ECDSA one; each key serves its own alone. */
      readonly algorithms?: readonly (typeof PUBLIC_KEY_ALGORITHMS)[number][]
      /** Accepted values of `iss`. A provider's keys sign for many: `null` says that any issuer will do. */
      readonly issuer: OneOrMore<string> | null
      /** Accepted values of `aud`. A provider's keys sign for many: `null` says that any audience will do. */
      readonly audience: OneOrMore<string> | null
    }

/** How a key set is kept; all in seconds. */
export interface AsapJwksOptions {
  /** How long a set is fresh. Past it, it is refreshed behind the requests. Default: 600. */
  readonly maxAge?: number
  /** How long past `maxAge` the last good set serves while the endpoint fails. Default: 3600. */
  readonly staleFor?: number
  /** Shortest time between fetches that unknown key names cause. Default: 30. */
  readonly cooldown?: number
  /** Longest time that a fetch may take, headers and body together. Default: 5. */
  readonly timeout?: number
}

/** What approved sites may send and read; see https://fetch.spec.whatwg.org/#http-cors-protocol. */
export interface AsapCorsOptions {
  /** Default: GET, HEAD, PUT, PATCH, POST, DELETE. */
  readonly methods?: readonly string[]
  /** Default: whatever header names the preflight asks for. */
  readonly allowedHeaders?: readonly string[]
  /** Headers of your answers that the widget may read. Default: none beside the safelisted ones. */
  readonly exposedHeaders?: readonly string[]
  /** Seconds that a browser may remember a preflight. Default: 600. */
  readonly maxAge?: number
}

/** Options of a guard beside its keys. `Claims` is the zod schema of the payload. */
export interface AsapPolicyOptions<Claims extends ClaimsSchema = AnyClaims> {
  /**
   * The approved sites: 1 to 5 entries, `["*."] host [":" port]`. `example.com` is that host alone, `*.example.com` every
   * subdomain. https is implied; `localhost`, `127.0.0.1` and `[::1]` may use http.
   */
  readonly domains: readonly string[]
  /** The help desk's own origin, such as `https://desk.example.com`, for a widget in a frame that it serves. Default: none. */
  readonly selfOrigin?: string
  /**
   * zod schema that the payload must satisfy. It types `guard.auth(req).payload`. Default: any object. Asynchronous
   * checks should answer false rather than reject: of several that reject at once zod hears one, and Node the others.
   */
  readonly claims?: Claims
  /** Longest life a token may have, in seconds, 1 to 86400. Default: 600. */
  readonly maxLifetime?: number
  /** How far the clocks may be apart, in seconds, 0 to 300. Default: 5. */
  readonly clockTolerance?: number
  /**
   * Name of the claim that binds a token to its site: a string or list in the grammar of `domains`, which the calling
   * origin must match. Asked of calls from listed domains. Default: tokens are not bound.
   */
  readonly domainClaim?: string
  /**
   * Lets native apps in, which send no Origin: a request with no Origin, Referer or `Sec-Fetch-*` header passes when the
   * signed claim has this value. Default: such requests are refused.
   */
  readonly withoutOrigin?: { readonly claim: string; readonly equals: string | number | boolean }
  /** Another place to find the token than `Authorization: Bearer`. Synchronous; undefined means that there is none. */
  readonly getToken?: (req: Request) => string | undefined
  /** Asked on every request; true refuses. A throw, or no answer within 5 seconds, is 503 `revocation_unavailable`. */
  readonly isRevoked?: (auth: AsapAuth<PayloadOf<Claims>>, req: Request) => boolean | Promise<boolean>
  /** CORS headers and preflights for approved sites. `false` leaves both to your own middleware. Default: on. */
  readonly cors?: false | AsapCorsOptions
  /** Reports sites that are not approved instead of refusing them; the token is still required. Default: false. */
  readonly reportOnly?: boolean
  /** Replaces the answer of a refusal; `(error, _req, _res, next) => next(error)` hands it to Express. Default: problem+json. */
  readonly onDeny?: (error: AsapGuardError, req: Request, res: Response, next: NextFunction) => unknown
  /** How many verified tokens are remembered; `false`: none. Default: 1000. */
  readonly tokenCache?: number | false
  /** Accept exact names under no public suffix, such as `helpdesk.internal` or `intranet`. Default: false. */
  readonly allowInternalHosts?: boolean
}

/** Options of the guard of one tenant. */
export type AsapGuardOptions<Claims extends ClaimsSchema = AnyClaims> = AsapPolicyOptions<Claims> &
  AsapKeyOptions

/** What `load` gives for one tenant: what it leaves out comes from the options of the guard. */
export type AsapTenantConfig<Claims extends ClaimsSchema = AnyClaims> = Partial<AsapPolicyOptions<Claims>> &
  Partial<{ [Name in keyof AsapKeyOptions]: AsapKeyOptions[Name] }>

/** Options of the guard of many tenants. Those that are not named here are defaults for every tenant. */
export type AsapTenantOptions<Claims extends ClaimsSchema = AnyClaims> = AsapTenantConfig<Claims> & {
  /** Which tenant a request is for; undefined is 404 `tenant_unknown`. Synchronous. */
  readonly tenant: (req: Request) => string | undefined
  /**
   * Loads the configuration of a tenant; undefined is 404 `tenant_unknown`. A throw, a configuration that cannot be
   * used, or no answer within 10 seconds is 503 `tenant_unavailable`, and is tried again after a second.
   */
  readonly load: (
    tenant: string,
  ) => AsapTenantConfig<Claims> | undefined | PromiseLike<AsapTenantConfig<Claims> | undefined>
  /** How many configurations are kept, the least recently used leaving first. Default: 1000. */
  readonly maxTenants?: number
  /** Seconds that a configuration is fresh; past it, it is loaded anew behind the requests. Default: 60. */
  readonly maxAge?: number
  /** Seconds past `maxAge` that the last good configuration serves while `load` fails. Default: 3600. */
  readonly staleFor?: number
}
