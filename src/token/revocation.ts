import { AsapGuardError } from '../errors.js'
import { inTime } from '../in-time.js'

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 5000

/**
 * Whether a token was revoked, at once where the answer is.
 *
 * @param ask the backend's `isRevoked`; only `false` lets the token pass
 * @throws {AsapGuardError} `token_revoked`, or `revocation_unavailable` when there was no clear answer in time.
 */
export function checkRevocation(ask: () => unknown): void | Promise<void> {
  let answer: unknown
  let isLater: boolean
  try {
    answer = ask()
    isLater = isThenable(answer)
  } catch (cause) {
    throw unavailable('isRevoked threw', cause)
  }
  if (!isLater) return judge(answer)
  return inTime(answer as PromiseLike<unknown>, TIMEOUT).then(judge, (cause) => {
    throw unavailable('isRevoked rejected, or took longer than 5 s', cause)
  })
}

function judge(answer: unknown): void {
  if (answer === true) throw new AsapGuardError('token_revoked')
  // A forgotten return must not pass for "not revoked".
  if (answer !== false) throw unavailable(`isRevoked must answer true or false, not ${typeof answer}`)
}

const isThenable = (value: unknown) => typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'

const unavailable = (detail: string, cause?: unknown) =>
  new AsapGuardError('revocation_unavailable', detail, { cause })
