/** How many warnings a process gives at most. */
const MOST = 20

/** The kinds of mistakes that were said. */
const said = new Set<string>()

/** Whether a developer runs the backend: `NODE_ENV` is not set, or is `development`. */
export function isDevelopment(): boolean {
  const { NODE_ENV } = process.env
  return !NODE_ENV || NODE_ENV === 'development'
}

/** Notes a kind of mistake. False if it was noted before, or if enough has been said. */
export function isNewKind(kind: string): boolean {
  if (said.size >= MOST || said.has(kind)) return false
  said.add(kind)
  return true
}

/** Prints a mistake on the terminal, as Node prints its own warnings. */
export function warn(code: string, text: string, readMore: string): void {
  process.emitWarning(`${text} Read more in ${readMore} of the package asap-guard.${hint()}`, {
    type: 'AsapGuardWarning',
    code,
  })
}

function hint(): string {
  if (said.size === 1)
    return ' Each kind of mistake is said once; NODE_DEBUG=asap-guard prints every refusal.'
  return said.size === MOST ? ' No more is said; NODE_DEBUG=asap-guard prints every refusal.' : ''
}

/** A mistake in how a guard is mounted or called. */
export interface Mistake {
  readonly code: string
  /** The end of a sentence that begins with the name of the guard. */
  readonly says: string
}
