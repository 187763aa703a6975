import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'

/**
 * A token with `cnf` (RFC 7800) may be used by the holder of a key alone. Whoever does not ask for a proof of that must
 * not take it for an ordinary token.
 *
 * @throws {AsapGuardError} `token_bound`.
 */
export function checkKeyBinding(payload: JsonObject): void {
  if (!Object.hasOwn(payload, 'cnf')) return
  throw new AsapGuardError(
    'token_bound',
    'the token has the claim cnf, so its bearer must prove to hold a key (RFC 9449). This guard has no option `dpop`',
  )
}
