import type { AsapGuardError } from './errors.js'
import { inTime } from './in-time.js'
import { isPromise } from './promise.js'

/** How long an answer may take, in milliseconds. */
const TIMEOUT = 5000

/**
 * Asks a function of the backend for true or false, and answers at once where it does.
 *
 * @param option what the function is called among the options
 * @param unavailable makes the refusal when there is no such answer within 5 s
 * @throws {AsapGuardError} what `unavailable` makes.
 */
export function askBackend(
  option: string,
  ask: () => unknown,
  unavailable: (detail: string, cause?: unknown) => AsapGuardError,
): boolean | Promise<boolean> {
  function judge(answer: unknown): boolean {
    if (typeof answer === 'boolean') return answer
    // If the function forgets to return its answer, that must not mean false.
    throw unavailable(`\`${option}\` must answer true or false, not ${typeof answer}`)
  }

  let answer: unknown
  try {
    answer = ask()
  } catch (cause) {
    throw unavailable(`\`${option}\` threw: see \`cause\``, cause)
  }
  if (!isPromise(answer)) return judge(answer)
  return inTime(answer, TIMEOUT).then(judge, (cause) => {
    throw unavailable(`\`${option}\` rejected, or took longer than 5 s: see \`cause\``, cause)
  })
}
