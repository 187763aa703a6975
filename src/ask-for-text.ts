import { AsapGuardError, type AsapGuardErrorCode } from './errors.js'
import { isPromise } from './promise.js'

/**
 * Asks a function of the backend for a text, which it must give at once.
 *
 * @param name the option that the function was given as, for messages
 * @param code what the request is refused with if the function throws, or gives anything but a text or
 * undefined
 * @throws {AsapGuardError} with that code.
 */
export function askForText(name: string, code: AsapGuardErrorCode, ask: () => unknown): string | undefined {
  let answer: unknown
  try {
    answer = ask()
  } catch (cause) {
    throw new AsapGuardError(code, `\`${name}\` threw: see \`cause\``, { cause })
  }
  if (answer === undefined || typeof answer === 'string') return answer
  // Nobody waits for this promise, and Node ends the process when such a promise rejects.
  if (isPromise(answer)) answer.then(undefined, () => {})
  throw new AsapGuardError(code, `\`${name}\` must return a string or undefined, at once`)
}
