import { AsapGuardError } from '../errors.js'
import type { Algorithm } from '../keys/algorithms.js'
import type { KeySource, VerificationKey } from '../keys/key-source.js'
import { isPromise } from '../promise.js'
import { boundSites } from './binding.js'
import { checkClaims, type ExpectedClaims } from './claims.js'
import { type DecodedToken, decodeToken } from './decode.js'
import { RememberedTokens } from './remembered-tokens.js'
import { verifySignature } from './signature.js'
import { checkTimes, readTimes, type TimeLimits } from './times.js'
import type { VerifiedToken } from './verified-token.js'

export interface TokenSettings extends TimeLimits, ExpectedClaims {
  readonly keys: KeySource
  /** How many verified tokens are remembered. */
  readonly tokenCache: number | false
  /** The claim that binds a token to its site. */
  readonly domainClaim?: string
  readonly allowInternalHosts: boolean
}

/** Verifies a token at once where its key is at hand. Throws, or rejects with, an AsapGuardError. */
export type VerifyToken = (token: string) => VerifiedToken | Promise<VerifiedToken>

/**
 * Verifies tokens in this order: shape, key, signature, times, claims. Last it reads the sites that the token
 * is bound to. Of a remembered token only the times are checked again, and whether its key is still in use.
 * Nothing else can change.
 */
export function tokenVerifier(settings: TokenSettings): VerifyToken {
  const { keys, domainClaim, allowInternalHosts } = settings
  const remembered = settings.tokenCache === false ? undefined : new RememberedTokens(settings.tokenCache)

  function accept(decoded: DecodedToken, candidates: readonly VerificationKey[]): VerifiedToken {
    const { key, payload } = verifySignature(decoded, candidates)
    const times = readTimes(payload)
    checkTimes(times, Date.now(), settings)
    checkClaims(payload, settings)
    const { token, header } = decoded
    const sites = domainClaim === undefined ? undefined : boundSites(payload, domainClaim, allowInternalHosts)
    const verified = { token, header, payload, key, times, expiresAt: times.end, sites }
    remembered?.add(verified)
    return verified
  }

  function verifyAnew(token: string): VerifiedToken | Promise<VerifiedToken> {
    const decoded = decodeToken(token)
    const { alg, kid } = decoded
    if (!isAccepted(alg, keys.algorithms)) {
      throw new AsapGuardError('token_algorithm', `accepted algorithms: ${keys.algorithms.join(', ')}`)
    }
    const candidates = keys.find({ alg, kid })
    if (isPromise(candidates)) return candidates.then((later) => accept(decoded, later))
    return accept(decoded, candidates)
  }

  function recall(known: VerifiedToken, isKeyHeld: boolean): VerifiedToken | Promise<VerifiedToken> {
    if (!isKeyHeld) {
      // Stryker disable next-line OptionalChaining: what is recalled was remembered.
      remembered?.delete(known.token)
      return verifyAnew(known.token)
    }
    checkTimes(known.times, Date.now(), settings)
    return known
  }

  return function verifyToken(token) {
    const known = remembered?.get(token)
    if (known === undefined) return verifyAnew(token)
    const isHeld = keys.holds(known.key)
    return isPromise(isHeld) ? isHeld.then((later) => recall(known, later)) : recall(known, isHeld)
  }
}

const isAccepted = (alg: string, accepted: readonly string[]): alg is Algorithm => accepted.includes(alg)
