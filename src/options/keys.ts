import type { z } from 'zod'
import {
  ALGORITHMS,
  type Algorithm,
  type HMAC_ALGORITHMS,
  type PUBLIC_KEY_ALGORITHMS,
} from '../keys/algorithms.js'
import type { PublicKeyInput } from '../keys/public-key.js'
import type { SecretInput } from '../keys/secret.js'
import { listOf, type OneOrMore, readApart, textWithout } from './checks.js'
import type { IssuerOptions } from './claims.js'
import type { JwksOption } from './jwks.js'
import { shownEntry } from './shown-entry.js'

/** Exactly one way to verify signatures. */
export type AsapKeyOptions = SecretOptions | PublicKeyOptions | JwksUriOptions

/** Keys that the guard shares with whoever signs. */
interface SecretOptions extends AlgorithmOption<(typeof HMAC_ALGORITHMS)[number]>, IssuerOptions {
  /**
   * Shared secret for HS256, HS384 and HS512: a string (its UTF-8 bytes) or a Buffer, 32 bytes at least
   * (RFC 7518 §3.2). Of a list of up to 100 all are accepted, so that an old and a new one work side by
   * side; a token whose `kid` names a `{ kid, secret }` is tried with that one alone.
   */
  readonly secret: OneOrMore<SecretInput> | undefined
  readonly publicKey?: undefined
  readonly jwksUri?: undefined
  readonly jwks?: undefined
}

/** Public keys of whoever signs. */
interface PublicKeyOptions extends AlgorithmOption<(typeof PUBLIC_KEY_ALGORITHMS)[number]>, IssuerOptions {
  /**
   * Public key as PEM, JWK or KeyObject: RSA from 2048 bits, P-256, P-384 or P-521. Of a list of up to
   * 100 all are accepted.
   */
  readonly publicKey: OneOrMore<PublicKeyInput> | undefined
  readonly secret?: undefined
  readonly jwksUri?: undefined
  readonly jwks?: undefined
}

/** The address where whoever signs publishes the public keys. */
interface JwksUriOptions extends AlgorithmOption<(typeof PUBLIC_KEY_ALGORITHMS)[number]>, JwksOption {
  /**
   * Address of a JWK Set (RFC 7517 §5): https. http is accepted from loopback hosts, and with
   * `jwks.insecureHttp` from private ones.
   */
  readonly jwksUri: string | undefined
  /**
   * Accepted values of `iss`. Required: a provider's keys sign for many. `null` says that any issuer
   * will do.
   */
  readonly issuer: IssuerOptions['issuer']
  /**
   * Accepted values of `aud`. Required: a provider's keys sign for many. `null` says that any audience
   * will do.
   */
  readonly audience: IssuerOptions['audience']
  readonly secret?: undefined
  readonly publicKey?: undefined
}

interface AlgorithmOption<Name extends Algorithm> {
  /**
   * Algorithms that a token may name. `none` is never accepted. Default: all that the keys can serve, by
   * the length of a secret and by the kind of a public key.
   */
  readonly algorithms?: readonly Name[] | undefined
}

/** The options of which exactly one names the keys. */
export const KEY_OPTIONS = ['secret', 'publicKey', 'jwksUri'] as const

export const keyShape = {
  secret: readApart<SecretOptions['secret']>().optional(),
  publicKey: readApart<PublicKeyOptions['publicKey']>().optional(),
  jwksUri: readApart<JwksUriOptions['jwksUri']>().optional(),
  algorithms: listOf(textWithout(algorithmProblem, meantAlgorithm), 'must be a list, such as ["RS256"]')
    .refine(({ length }) => length > 0, 'must name an algorithm')
    .optional(),
} satisfies Record<Exclude<keyof AsapKeyOptions, keyof IssuerOptions | keyof JwksOption>, z.ZodType>

const isAlgorithm = (name: string): name is Algorithm => (ALGORITHMS as readonly string[]).includes(name)

function algorithmProblem(name: string): string | undefined {
  return isAlgorithm(name) ? undefined : `${shownEntry(name)} must be one of ${ALGORITHMS.join(', ')}`
}

/** `HS256` for `hs256` and `HS-256`. */
function meantAlgorithm(name: string): string {
  return name.toUpperCase().replace('-', '')
}
