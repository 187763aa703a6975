import { askBackend } from '../ask-backend.js'
import { AsapGuardError } from '../errors.js'
import { isPromise } from '../promise.js'

/**
 * Asks whether a token was revoked. The result is a promise only if the answer is one.
 *
 * @param ask the backend's `isRevoked`; only `false` lets the token pass
 * @throws {AsapGuardError} `token_revoked`, or `revocation_unavailable` if there was no clear answer in time.
 */
export function checkRevocation(ask: () => unknown): void | Promise<void> {
  const answer = askBackend('isRevoked', ask, unavailable)
  return isPromise(answer) ? answer.then(refuseRevoked) : refuseRevoked(answer)
}

function refuseRevoked(isRevoked: boolean): void {
  if (isRevoked) throw new AsapGuardError('token_revoked', '`isRevoked` answered true')
}

const unavailable = (detail: string, cause?: unknown) =>
  new AsapGuardError('revocation_unavailable', detail, { cause })
