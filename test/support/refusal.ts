import { AsapConfigError, AsapGuardError } from 'asap-guard'

/** The refusal that `attempt` throws, at once. Anything else that it throws fails the test. */
export function refusal(attempt: () => unknown): AsapGuardError {
  return thrown(attempt, AsapGuardError)
}

/** The refusal that `attempt` throws or rejects with. */
export async function laterRefusal(attempt: () => unknown): Promise<AsapGuardError> {
  let result: unknown
  try {
    result = await attempt()
  } catch (error) {
    if (error instanceof AsapGuardError) return error
    throw error
  }
  throw new Error(`not refused, but ${JSON.stringify(result)}`)
}

/** The code of the refusal that `attempt` throws or rejects with, or "found". */
export async function codeOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt()
    return 'found'
  } catch (error) {
    return (error as AsapGuardError).code
  }
}

/** What is wrong with a configuration. */
export function configError(attempt: () => unknown): AsapConfigError {
  return thrown(attempt, AsapConfigError)
}

function thrown<Thrown extends Error>(
  attempt: () => unknown,
  kind: abstract new (...args: never[]) => Thrown,
): Thrown {
  try {
    attempt()
  } catch (error) {
    if (error instanceof kind) return error
    throw error
  }
  throw new Error(`no ${kind.name}`)
}
