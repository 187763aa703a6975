import { AsapGuardError } from '../errors.js'
import { inTime } from '../in-time.js'
import { isPromise } from '../promise.js'

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
  try {
    answer = ask()
  } catch (cause) {
    throw unavailable('`isRevoked` threw: see `cause`', cause)
  }
  if (!isPromise(answer)) return judge(answer)
  return inTime(answer, TIMEOUT).then(judge, (cause) => {
    throw unavailable('`isRevoked` rejected, or took longer than 5 s: see `cause`', cause)
  })
}

function judge(answer: unknown): void {
  if (answer === true) throw new AsapGuardError('token_revoked', '`isRevoked` answered true')
  // If `isRevoked` forgets to return its answer, that must not mean "not revoked".
  if (answer !== false) throw unavailable(`\`isRevoked\` must answer true or false, not ${typeof answer}`)
}

const unavailable = (detail: string, cause?: unknown) =>
  new AsapGuardError('revocation_unavailable', detail, { cause })
