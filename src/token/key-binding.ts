import type { JsonObject } from '../compact-jws.js'
import { AsapGuardError } from '../errors.js'

/**
 * A token with `cnf` (RFC 7800) may be used by the holder of a key alone. Without a proof of that, anybody
 * who has stolen it could use it, so it must not pass as an ordinary token.
 *
 * @throws {AsapGuardError} `token_bound`.
 */
export function checkKeyBinding(payload: JsonObject): void {
  if (!Object.hasOwn(payload, 'cnf')) return
  throw new AsapGuardError(
    'token_bound',
    'the token has cnf, so its bearer must prove to hold a key (RFC 9449); the guard has no option `dpop`',
  )
}
