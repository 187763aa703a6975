import { AsapGuardError } from '../errors.js'

/**
 * The token that the backend's own `getToken` finds.
 *
 * @throws {AsapGuardError} `token_missing` if there is none, `request_invalid` for a throw or for what is no string.
 */
export function customToken(getToken: () => unknown): string {
  let token: unknown
  try {
    token = getToken()
  } catch (cause) {
    throw new AsapGuardError('request_invalid', '`getToken` threw', { cause })
  }
  if (typeof token === 'string') return token
  if (token === undefined) throw new AsapGuardError('token_missing', '`getToken` found no token')
  // A promise that nobody waits for must not end the process when it rejects.
  if (token instanceof Promise) token.catch(() => {})
  throw new AsapGuardError('request_invalid', '`getToken` must return a string or undefined, at once')
}
