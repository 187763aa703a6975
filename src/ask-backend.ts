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
    // A forgotten return must not pass for false.
    if (typeof answer !== 'boolean')
      throw unavailable(`${option} must answer true or false, not ${typeof answer}`)
    return answer
  }

  let answer: unknown
  try {
    answer = ask()
  } catch (cause) {
    throw unavailable(`${option} threw`, cause)
  }
  if (!isPromise(answer)) return judge(answer)
  return inTime(answer, TIMEOUT).then(judge, (cause) => {
    throw unavailable(`${option} rejected, or took longer than 5 s`, cause)
  })
}
