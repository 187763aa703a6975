import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'
import { ownMember } from '../own-member.js'

/**
 * The thumbprint of the key that a token is bound to (RFC 9449 §6.1); `undefined` if it is bound to none.
 *
 * @param payload the claims of the token, as they were signed
 * @throws {AsapGuardError} `token_bound` if it is bound in another way, which cannot be proved here.
 */
export function boundKey(payload: JsonObject): string | undefined {
  if (!Object.hasOwn(payload, 'cnf')) return undefined
  // A text, a number or a list has no such member, either.
  const confirmation = (ownMember(payload, 'cnf') ?? {}) as JsonObject
  const jkt = ownMember(confirmation, 'jkt')
  if (typeof jkt === 'string') return jkt
  throw new AsapGuardError(
    'token_bound',
    'cnf has no jkt that is a text: the signer must name the key by its thumbprint (RFC 9449 §6.1)',
  )
}

/**
 * @throws {AsapGuardError} `token_bound` for a bound token: without the option `dpop` nobody asks for
 * proofs.
 */
export function refuseBound(payload: JsonObject): undefined {
  if (!Object.hasOwn(payload, 'cnf')) return
  throw new AsapGuardError(
    'token_bound',
    'the token is bound to a key (cnf): set the option `dpop`, or have tokens signed without cnf',
  )
}
